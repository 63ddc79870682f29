// County outlines and sites from our own server; no tiles, no other host. Light enough for a village station's old PC.
// <div class="map" data-map data-outlines="URL" data-features="URL or #json-script-id" data-pick="lon-id lat-id"
//      data-open-words="Open">. Outline features: {name, href?, gap?}; points: {name, note?, href?, tone?}; lines: dashed.
import "leaflet/dist/leaflet.css";
import "./map.css";

import L from "leaflet";

import { gather } from "./clusters.js";
import { tokens } from "./tokens.js";

const CHINA = [[18, 73], [54, 135]];
const PIN = '<svg viewBox="0 0 24 30" aria-hidden="true"><path d="M12 1a10 10 0 0 0-10 10c0 7 10 18 10 18s10-11 10-18A10 10 0 0 0 12 1Z"/><circle cx="12" cy="11" r="3.5" fill="#fff" stroke="none"/></svg>';

async function readFeatures(source) {
  if (!source) return [];
  if (source.startsWith("#")) return JSON.parse(document.querySelector(source).textContent).features;
  const answer = await fetch(source, { headers: { Accept: "application/geo+json" } });
  return answer.ok ? (await answer.json()).features : [];
}

/** The card of one point, built from text nodes: names come from people. */
function card({ name, note, href }, openWords) {
  const box = document.createElement("div");
  const add = (tag, text) => Object.assign(box.appendChild(document.createElement(tag)), { textContent: text });
  add("strong", name);
  if (note) add("span", note);
  if (href) add("a", openWords).href = href;
  return box;
}

function drawOutlines(map, features, t) {
  const layer = L.geoJSON(features, {
    style: ({ properties }) => ({ color: t.landline, weight: 2, fillColor: properties.gap ? t.gold : t.paper, fillOpacity: properties.gap ? 0.35 : 0.35 }),
    onEachFeature: ({ properties }, shape) => {
      if (features.length <= 30) shape.bindTooltip(properties.name, { permanent: true, direction: "center", className: "map-name" });
      if (properties.href) shape.on("click", () => location.assign(properties.href));
    },
  });
  return layer.addTo(map);
}

function drawPoints(map, points, t, openWords) {
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const zoom = map.getZoom();
    const apart = zoom >= map.getMaxZoom() - 1 || points.length <= 40;
    const groups = apart ? points.map((p) => ({ lon: p.geometry.coordinates[0], lat: p.geometry.coordinates[1], items: [p] })) : gather(points, (lat, lon) => map.project([lat, lon], zoom));
    for (const { lon, lat, items } of groups) layer.addLayer(items.length === 1 ? one(items[0], [lat, lon]) : many(items, [lat, lon]));
  };
  const one = ({ properties }, at) =>
    L.circleMarker(at, { radius: properties.size ?? 7, color: t.paper, weight: 2, fillColor: t[properties.tone ?? "teal"], fillOpacity: 1 }).bindPopup(() => card(properties, openWords));
  const many = (items, at) => {
    const side = Math.round(26 + 8 * Math.log10(items.length));
    const icon = L.divIcon({ className: "map-cluster", html: String(items.length), iconSize: [side, side] });
    const bounds = L.latLngBounds(items.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]));
    return L.marker(at, { icon, alt: String(items.length) }).on("click", () => map.fitBounds(bounds, { maxZoom: map.getZoom() + 3, padding: [32, 32] }));
  };
  map.on("zoomend", draw);
  draw();
}

function drawLines(map, lines, t) {
  for (const { geometry } of lines) {
    L.polyline(geometry.coordinates.map(([lon, lat]) => [lat, lon]), { color: t.red, weight: 2.5, dashArray: "5 5" }).addTo(map);
  }
}

/** A tap, or Enter at the middle of the map, sets the pin and fills the two fields. */
function pickPin(map, element) {
  const [lonField, latField] = element.dataset.pick.split(" ").map((id) => document.getElementById(id));
  const icon = L.divIcon({ className: "map-pin", html: PIN, iconSize: [36, 44], iconAnchor: [18, 42] });
  let pin;
  const put = (at, zoom) => {
    lonField.value = at.lng.toFixed(6);
    latField.value = at.lat.toFixed(6);
    lonField.dispatchEvent(new Event("change", { bubbles: true }));
    if (pin) pin.setLatLng(at);
    else pin = L.marker(at, { icon, draggable: true, keyboard: false }).addTo(map).on("dragend", () => put(pin.getLatLng()));
    if (zoom) map.setView(at, zoom);
  };
  map.on("click", ({ latlng }) => put(latlng));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== element) return;
    event.preventDefault();
    put(map.getCenter());
  });
  window.addEventListener("hecheng:position", ({ detail: { lon, lat } }) => put(L.latLng(lat, lon), 14));
  if (lonField.value && latField.value) put(L.latLng(latField.value, lonField.value), 13);
}

export async function mount(element) {
  const t = tokens(element);
  const map = L.map(element, { attributionControl: false, preferCanvas: true, zoomSnap: 0.25, minZoom: 3, maxZoom: 16, zoomControl: false, scrollWheelZoom: "outlines" in element.dataset && element.classList.contains("map-tall") });
  L.control.zoom({ position: "bottomright" }).addTo(map);
  map.fitBounds(CHINA);
  const [outlines, features] = await Promise.all([readFeatures(element.dataset.outlines), readFeatures(element.dataset.features)]);
  const land = outlines.length ? drawOutlines(map, outlines, t) : null;
  const points = features.filter(({ geometry }) => geometry.type === "Point");
  const view = element.dataset.fit !== "land" && points.length ? L.geoJSON(features).getBounds() : land?.getBounds();
  if (view?.isValid()) map.fitBounds(view, { padding: [20, 20], maxZoom: 13 });
  drawLines(map, features.filter(({ geometry }) => geometry.type === "LineString"), t);
  drawPoints(map, points, t, element.dataset.openWords);
  if (element.dataset.pick) pickPin(map, element);
  new ResizeObserver(() => map.invalidateSize()).observe(element);
  element.setAttribute("data-ready", "");
}
