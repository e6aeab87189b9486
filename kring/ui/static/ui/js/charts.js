// Draws the charts of a page on canvas, with the colours of the look; the library comes only when a chart comes in sight.
const script = document.querySelector("script[data-echarts]");
const places = [...document.querySelectorAll("[data-chart]")];
let library;

function load() {
  library ??= new Promise((done, failed) => {
    const tag = document.createElement("script");
    tag.src = script.dataset.echarts;
    tag.onload = () => done(window.echarts);
    tag.onerror = failed;
    document.head.append(tag);
  });
  return library;
}

// The canvas knows no oklch() and no var(): let the browser turn a colour of the look into red, green and blue.
function color(name, alpha = 1) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const pixel = document.createElement("canvas");
  pixel.width = pixel.height = 1;
  const pen = pixel.getContext("2d");
  pen.fillStyle = getComputedStyle(probe).color;
  pen.fillRect(0, 0, 1, 1);
  probe.remove();
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

const written = (value) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 }).format(value);

function line(numbers, width) {
  const { weeks, value, low, high, units, words } = numbers;
  const ink = color("--color-base-content", 0.78), grid = color("--color-base-300"), main = color("--color-primary");
  const text = { color: ink, fontFamily: "Inter, sans-serif", fontSize: 13 };
  const top = Math.max(...high.map((h, i) => h ?? value[i] ?? 0));
  const unknown = value.map((v) => (v === null ? top : null));
  const say = (at) => {
    const head = words.week.replace("%(week)s", weeks[at]);
    if (value[at] === null) return `${head}\n${words.unknown}`;
    const range = low[at] === null ? "" : `\n${words.range} ${written(low[at])} ${words.and} ${written(high[at])}`;
    return `${head}\n${written(value[at])}${range}\n${units[at]} ${words.units}`;
  };
  return {
    animation: false,
    grid: { left: 4, right: 12, top: 12, bottom: 28, containLabel: true },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: color("--color-base-100"), borderColor: grid,
      textStyle: { ...text, color: color("--color-base-content") }, axisPointer: { lineStyle: { color: ink } },
      formatter: (shown) => say(shown[0].dataIndex),
    },
    xAxis: {
      type: "category", data: weeks, name: words.axis, nameLocation: "middle", nameGap: 28, nameTextStyle: text,
      axisLabel: { ...text, interval: (i) => weeks[i] === 1 || weeks[i] % (width < 500 ? 8 : 4) === 0 },
      axisTick: { show: false }, axisLine: { lineStyle: { color: grid } },
    },
    yAxis: {
      type: "value", min: 0, splitNumber: 4, axisLabel: { ...text, formatter: written },
      splitLine: { lineStyle: { color: grid, opacity: 0.6 } },
    },
    series: [
      { name: "low", type: "line", stack: "band", data: low, symbol: "none", lineStyle: { opacity: 0 }, silent: true },
      {
        name: "band", type: "line", stack: "band", symbol: "none", silent: true, lineStyle: { opacity: 0 },
        data: high.map((h, i) => (h === null || low[i] === null ? null : h - low[i])),
        areaStyle: { color: color("--color-primary", 0.18) },
      },
      {
        name: "unknown", type: "bar", data: unknown, barWidth: "100%", silent: true, barGap: "-100%",
        itemStyle: {
          color: color("--color-base-300", 0.25),
          decal: { color: color("--color-base-content", 0.18), dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
        },
      },
      {
        name: "value", type: "line", data: value, symbol: "circle", symbolSize: width < 500 ? 4 : 6, connectNulls: false,
        lineStyle: { color: main, width: 2.5 }, itemStyle: { color: main },
      },
    ],
  };
}

const kinds = { line };

async function draw(place) {
  const numbers = JSON.parse(document.getElementById(place.dataset.numbers).textContent);
  const echarts = await load();
  echarts.getInstanceByDom(place)?.dispose();
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(kinds[place.dataset.chart](numbers, place.clientWidth));
}

if (places.length) {
  const drawn = new Set();
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || drawn.has(target)) continue;
      drawn.add(target);
      draw(target);
      let width = target.clientWidth;
      new ResizeObserver(() => { if (target.clientWidth !== width) { width = target.clientWidth; draw(target); } }).observe(target);
    }
  }, { rootMargin: "200px" });
  places.forEach((place) => seen.observe(place));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(draw));
}
