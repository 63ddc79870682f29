// A chart is drawn from the table behind it, so there is one set of numbers, readable without a chart.
// <figure class="chart" data-chart="bar|line|rank"> … <div class="chart-canvas"></div> <table> first column = label,
// each further column = a series; a link in a cell (or in the row's label) is where its point opens.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { tokens } from "./tokens.js";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, CanvasRenderer]);

/** {labels, series: [{name, points: [{value, href}]}]} as the table says. */
function readTable(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const href = (cell, row) => (cell.querySelector("a") ?? row.cells[0].querySelector("a"))?.href;
  const value = (cell) => Number((cell.dataset.value ?? cell.textContent).replace(/[^\d.-]/g, ""));
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.slice(1).map((name, i) => ({
      name,
      points: rows.map((row) => ({ value: value(row.cells[i + 1]), href: href(row.cells[i + 1], row) })),
    })),
  };
}

/** One theme from the tokens: three colours that stay apart for colour-blind eyes, plus dashes for lines. */
function theme(t) {
  const size = t.base * 0.8125;
  const text = { color: t.ink2, fontSize: size, fontFamily: t.font };
  return {
    color: [t.teal, t.gold, t.ink3, t.red],
    textStyle: text,
    axis: { axisLabel: text, axisLine: { lineStyle: { color: t.line2 } }, axisTick: { show: false }, splitLine: { lineStyle: { color: t.line } } },
    tip: { renderMode: "richText", backgroundColor: t.paper, borderColor: t.line2, padding: 10, textStyle: { ...text, color: t.ink } },
    size,
  };
}

function barSeries(kind, data, look, t, width) {
  const roomy = data.series.length === 1 && width / data.labels.length > t.base * 3;
  return data.series.map(({ name, points }, i) => ({
    name,
    type: "bar",
    data: points,
    barMaxWidth: kind === "rank" ? t.base * 0.75 : t.base * 1.75,
    itemStyle: { borderRadius: kind === "rank" ? 99 : [6, 6, 0, 0] },
    label: {
      show: kind === "rank" || roomy,
      position: kind === "rank" ? "right" : "top",
      color: t.ink,
      fontWeight: 700,
      fontSize: look.size,
      formatter: ({ value }) => value.toLocaleString(),
    },
    emphasis: { itemStyle: { opacity: 0.8 } },
    color: look.color[i],
  }));
}

function lineSeries(data, look) {
  return data.series.map(({ name, points }, i) => ({
    name,
    type: "line",
    data: points,
    symbolSize: 8,
    lineStyle: { width: 2.5, type: ["solid", "dashed", "dotted"][i % 3] },
    endLabel: { show: data.series.length > 1, formatter: "{a}", color: look.color[i], fontSize: look.size, fontWeight: 700 },
    color: look.color[i],
  }));
}

function options(kind, data, t, width) {
  const look = theme(t);
  const names = { type: "category", data: data.labels, ...look.axis, splitLine: { show: false } };
  const numbers = { type: "value", ...look.axis, axisLine: { show: false }, minInterval: 1 };
  const rank = kind === "rank";
  return {
    textStyle: look.textStyle,
    animationDuration: 300,
    aria: { enabled: false },
    grid: { left: 4, right: kind === "line" && data.series.length > 1 ? t.base * 5 : rank ? t.base * 3.5 : 8, top: rank ? 0 : t.base * 1.5, bottom: 4, containLabel: true },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: t.ink, opacity: 0.04 } }, ...look.tip },
    xAxis: rank ? { ...numbers, show: false } : names,
    yAxis: rank ? { ...names, inverse: true, axisLine: { show: false } } : numbers,
    series: kind === "line" ? lineSeries(data, look) : barSeries(kind, data, look, t, width),
  };
}

export function mount(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const data = readTable(figure.querySelector("table"));
  const kind = figure.dataset.chart;
  const chart = echarts.init(canvas);
  const draw = () => chart.setOption(options(kind, data, tokens(figure), canvas.clientWidth), true);
  draw();
  chart.on("click", ({ data: point }) => point.href && location.assign(point.href));
  new ResizeObserver(() => (chart.resize(), draw())).observe(canvas);
}
