// Small local state for Alpine, by name: `x-data="counter"`.

/** A message that leaves by itself; errors stay until they are closed. */
function toast() {
  return {
    shown: true,
    init() {
      if (!this.$el.classList.contains("toast-error")) setTimeout(() => this.close(), 7000);
    },
    close() {
      this.shown = false;
      this.$el.closest(".toast").remove();
    },
  };
}

/** How much of a text's length is left; said only when it matters. */
function counter() {
  return {
    left: 0,
    near: false,
    init() {
      this.count();
    },
    count() {
      const box = this.$root.querySelector("textarea, input");
      this.left = box.maxLength - [...box.value].length;
      this.near = box.maxLength > 0 && this.left < box.maxLength / 5;
    },
  };
}

/** Copies what `data-copy` holds and says so. */
function copy() {
  return {
    done: false,
    async take() {
      await navigator.clipboard.writeText(this.$el.dataset.copy);
      this.done = true;
      setTimeout(() => (this.done = false), 2500);
    },
  };
}

/** Fills the longitude and latitude fields from the phone, if its owner allows. */
function locate() {
  return {
    state: "idle",
    get asking() {
      return this.state === "asking";
    },
    get failed() {
      return this.state === "failed";
    },
    find() {
      this.state = "asking";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          this.state = "found";
          const detail = { lon: coords.longitude, lat: coords.latitude };
          window.dispatchEvent(new CustomEvent("hecheng:position", { detail }));
          this.send(detail);
        },
        () => (this.state = "failed"),
        { timeout: 10000, maximumAge: 60000 },
      );
    },
    /** A form that asks for nothing but the position goes at once. */
    send({ lon, lat }) {
      const form = this.$root;
      if (!("position" in form.dataset)) return;
      form.elements.lon.value = lon;
      form.elements.lat.value = lat;
      form.requestSubmit();
    },
  };
}

export const behaviours = { toast, counter, copy, locate };
