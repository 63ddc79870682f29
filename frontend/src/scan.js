// Scanning by the phone's camera where the browser can read codes; typing the six digits always works.
// <form data-scan> <input name="code"> <button type="button" data-scan-start class="js-only"> <video hidden> </form>

/** What a code says, if it is one of ours: six digits, or the address of a session's door. */
function read(text) {
  if (/^\d{6}$/.test(text)) return { digits: text };
  if (!URL.canParse(text)) return null;
  const { origin, pathname } = new URL(text);
  return origin === location.origin && pathname.startsWith("/c/") ? { door: pathname } : null;
}

export function mount(form) {
  const start = form.querySelector("[data-scan-start]");
  const video = form.querySelector("video");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) {
    start.remove();
    return;
  }
  start.addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
    if (!stream) {
      start.remove();
      return;
    }
    video.hidden = false;
    video.srcObject = stream;
    await video.play();
    const reader = new BarcodeDetector({ formats: ["qr_code"] });
    const stop = () => stream.getTracks().forEach((track) => track.stop());
    const look = async () => {
      if (!form.isConnected) return stop();
      const found = (await reader.detect(video)).map(({ rawValue }) => read(rawValue)).find(Boolean);
      if (!found) return setTimeout(look, 200);
      stop();
      if (found.door) return location.assign(found.door);
      form.elements.code.value = found.digits;
      return form.requestSubmit();
    };
    look();
  });
}
