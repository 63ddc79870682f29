// County outlines and sites from our own server; no tiles, no other host. Light enough for a village station's old PC.
// <div class="map" data-map data-outlines="URL" data-features="URL or #json-script-id" data-pick="lon-id lat-id"
//      data-open="/s/@/" data-open-words="Open" data-open-area="/map/?area=@" data-fit="land">; "@" is the feature's id.
// Outlines: {name, label: [lon, lat]?, href?, gap?}; points: {name, kind?, note?, href?, tone?}; lines are dashed.
import "leaflet/dist/leaflet.css";
import "./map.css";

import L from "leaflet";

import { boxes, gather, radius, room } from "./clusters.js";
import { tokens } from "./tokens.js";

/** Radius in pixels by kind of site: the chain can be read from the map. */
const SIZES = { city_centre: 10, centre: 9, office: 7, station: 5.5, point: 5 };
const CHINA = [[18, 73], [54, 135]];
const PIN = '<svg viewBox="0 0 24 30" aria-hidden="true"><path d="M12 1a10 10 0 0 0-10 10c0 7 10 18 10 18s10-11 10-18A10 10 0 0 0 12 1Z"/><circle cx="12" cy="11" r="3.5" fill="#fff" stroke="none"/></svg>';

const address = (feature, pattern) => feature.properties.href ?? (pattern && feature.id ? pattern.replace("@", feature.id) : "");

const pixel = (map, lat, lon) => {
  const { x, y } = map.project([lat, lon], map.getZoom());
  return { x, y };
};

async function readFeatures(source) {
  if (!source) return [];
  if (source.startsWith("#")) return JSON.parse(document.querySelector(source).textContent).features;
  const answer = await fetch(source, { headers: { Accept: "application/geo+json" } });
  return answer.ok ? (await answer.json()).features : [];
}

/** The card of one point, built from text nodes: names come from people. */
function card(point, words) {
  const { name, note } = point.properties;
  const href = address(point, words.open);
  const box = document.createElement("div");
  const add = (tag, text) => Object.assign(box.appendChild(document.createElement(tag)), { textContent: text });
  add("strong", name);
  if (note) add("span", note);
  if (href) add("a", words.openWords).href = href;
  return box;
}

/** The names of counties, or of as many as there is room for beside the markers at this zoom. */
function drawNames(map, layer, outlines, markers, t) {
  const taken = boxes(markers);
  for (const { properties: { name, label }, bbox } of outlines) {
    const [lon, lat] = label ?? (bbox ? [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2] : []);
    if (lon === undefined) continue;
    const spot = room({ ...pixel(map, lat, lon), w: name.length * t.base * 0.42, h: t.base * 0.6 }, taken);
    if (!spot) continue;
    taken.push(spot);
    const at = map.unproject([spot.x, spot.y], map.getZoom());
    layer.addLayer(L.tooltip(at, { content: name, permanent: true, direction: "center", className: "map-name", opacity: 1 }));
  }
}

function drawOutlines(map, features, t, words) {
  const layer = L.geoJSON(features, {
    style: ({ properties }) => ({ color: t.landline, weight: 2, fillColor: properties.gap ? t.gold : t.land, fillOpacity: properties.gap ? 0.4 : 1 }),
    onEachFeature: (feature, shape) => {
      const href = address(feature, words.openArea);
      if (href) shape.on("click", () => location.assign(href));
    },
  }).addTo(map);
  return layer;
}

function one(group, t, words) {
  const [point] = group.items;
  const { kind, tone = "teal" } = point.properties;
  const look = { radius: SIZES[kind] ?? 7, color: t.paper, weight: 2, fillColor: t[tone], fillOpacity: 1 };
  return L.circleMarker([group.lat, group.lon], look).bindPopup(() => card(point, words));
}

function many(group, map) {
  const { items } = group;
  const side = Math.round(2 * radius(items.length));
  const icon = L.divIcon({ className: "map-cluster", html: String(items.length), iconSize: [side, side] });
  const bounds = L.latLngBounds(items.map(({ geometry: { coordinates: [lon, lat] } }) => [lat, lon]));
  const closer = () => map.fitBounds(bounds, { maxZoom: map.getZoom() + 3, padding: [32, 32] });
  return L.marker([group.lat, group.lon], { icon, alt: String(items.length) }).on("click", closer);
}

/** Markers and names, laid out anew at each zoom. */
function drawPlaces(map, points, outlines, t, words) {
  const layer = L.layerGroup().addTo(map);
  const alone = (point) => {
    const [lon, lat] = point.geometry.coordinates;
    return { lon, lat, ...pixel(map, lat, lon), items: [point] };
  };
  const draw = () => {
    layer.clearLayers();
    const apart = points.length <= 20 || map.getZoom() >= map.getMaxZoom() - 1;
    const groups = apart ? points.map(alone) : gather(points, (lat, lon) => pixel(map, lat, lon));
    for (const group of groups) layer.addLayer(group.items.length === 1 ? one(group, t, words) : many(group, map));
    drawNames(map, layer, outlines, groups, t);
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
  const land = outlines.length ? drawOutlines(map, outlines, t, element.dataset) : null;
  const points = features.filter(({ geometry }) => geometry.type === "Point");
  const view = points.length && element.dataset.fit !== "land" ? L.geoJSON(features).getBounds() : land?.getBounds();
  if (view?.isValid()) map.fitBounds(view, { padding: [20, 20], maxZoom: 13 });
  drawLines(map, features.filter(({ geometry }) => geometry.type === "LineString"), t);
  drawPlaces(map, points, outlines, t, element.dataset);
  if (element.dataset.pick) pickPin(map, element);
  new ResizeObserver(() => map.invalidateSize()).observe(element);
  element.setAttribute("data-ready", "");
}
