"use strict";
// One time for the whole page: the video, every chart and the time line show it, and anything
// with a time sets it. Without a video the page keeps the time itself.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const STEP_S = 0.1, PAGE_S = 1, SLACK_S = 0.05;
  const data = JSON.parse(document.getElementById("data").textContent);
  const video = document.querySelector("video");
  const listeners = [];
  let now = 0;

  function show(t) {
    now = t;
    for (const listen of listeners) listen(t);
  }

  function seek(t) {
    if (video) {
      video.pause();
      video.currentTime = t;
    }
    show(t);
  }

  function clock(t) {
    const minutes = Math.floor(t / 60);
    const rest = t - 60 * minutes;
    return minutes ? `${minutes}:${rest.toFixed(1).padStart(4, "0")}` : `${rest.toFixed(1)} s`;
  }

  // --- the video -------------------------------------------------------------------------------
  if (video) {
    const follow = () => {
      show(video.currentTime);
      if (!video.paused && !video.ended) requestAnimationFrame(follow);
    };
    for (const event of ["play", "seeked", "timeupdate"]) {
      video.addEventListener(event, event === "play" ? follow : () => show(video.currentTime));
    }
  }

  // --- what has a time -------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-seek]");
    if (target) seek(Number(target.dataset.seek));
  });

  // --- time line -------------------------------------------------------------------------------
  for (const track of document.querySelectorAll("[data-length]")) {
    const length = Number(track.dataset.length);
    const head = track.appendChild(document.createElementNS(SVG, "line"));
    head.setAttribute("class", "playhead");
    head.setAttribute("y1", "0");
    head.setAttribute("y2", "100%");
    track.addEventListener("click", (event) => {
      if (event.target.closest("[data-seek]")) return;
      const box = track.getBoundingClientRect();
      seek(Math.min(length, Math.max(0, length * (event.clientX - box.left) / box.width)));
    });
    listeners.push((t) => {
      const x = `${Math.min(100, 100 * t / length)}%`;
      head.setAttribute("x1", x);
      head.setAttribute("x2", x);
    });
  }

  // --- charts ----------------------------------------------------------------------------------
  function nearest(times, t) {
    let low = 0, high = times.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle] <= t) low = middle; else high = middle;
    }
    return t - times[low] <= times[high] - t ? low : high;
  }

  function reading(curve, t) {
    const i = nearest(curve.t, t);
    const outside = t < curve.t[0] - SLACK_S || t > curve.t[curve.t.length - 1] + SLACK_S;
    if (outside) return data.words.outside;
    if (curve.v[i] === null) return data.words.unseen;
    const error = curve.s[i] === null ? "" : ` ± ${curve.s[i].toFixed(curve.digits)}`;
    return `${curve.v[i].toFixed(curve.digits).replace("-", "−")}${error}${curve.unit}`;
  }

  for (const chart of document.querySelectorAll("[data-chart]")) {
    const curve = data.charts[chart.dataset.chart];
    const start = Number(chart.dataset.start), end = Number(chart.dataset.end);
    const output = document.getElementById(`${chart.dataset.chart}-now`);
    const heads = [];
    for (const plot of chart.querySelectorAll("[data-left]")) {
      const [left, right, top, bottom] =
        ["left", "right", "top", "bottom"].map((side) => Number(plot.dataset[side]));
      const svg = plot.querySelector("svg");
      const head = svg.appendChild(document.createElementNS(SVG, "line"));
      head.setAttribute("class", "playhead");
      head.setAttribute("y1", top);
      head.setAttribute("y2", bottom);
      heads.push((t) => left + (right - left) * (t - start) / (end - start));
      heads[heads.length - 1].line = head;
      svg.addEventListener("click", (event) => {
        const box = svg.getBoundingClientRect();
        const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
        const t = start + (end - start) * (x - left) / (right - left);
        seek(Math.min(end, Math.max(start, t)));
      });
    }
    listeners.push((t) => {
      const inside = t >= start - SLACK_S && t <= end + SLACK_S;
      for (const place of heads) {
        const x = place(t);
        place.line.setAttribute("x1", x);
        place.line.setAttribute("x2", x);
        place.line.setAttribute("visibility", inside ? "visible" : "hidden");
      }
      const words = `${clock(t)}: ${reading(curve, t)}`;
      output.textContent = words;
      chart.setAttribute("aria-valuenow", Math.min(end, Math.max(start, t)).toFixed(2));
      chart.setAttribute("aria-valuetext", words);
    });
    const keys = {
      ArrowLeft: () => now - STEP_S, ArrowRight: () => now + STEP_S,
      ArrowDown: () => now - STEP_S, ArrowUp: () => now + STEP_S,
      PageDown: () => now - PAGE_S, PageUp: () => now + PAGE_S,
      Home: () => start, End: () => end,
    };
    chart.addEventListener("keydown", (event) => {
      const to = keys[event.key];
      if (!to) return;
      event.preventDefault();
      seek(Math.min(end, Math.max(start, to())));
    });
  }

  // --- table of repetitions --------------------------------------------------------------------
  for (const row of document.querySelectorAll("tr[data-from]")) {
    const from = Number(row.dataset.from), to = Number(row.dataset.to);
    listeners.push((t) => row.classList.toggle("now", t >= from && t < to));
  }

  // --- on paper nothing is folded away ---------------------------------------------------------
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("details")) part.open = true;
  });

  show(0);
})();
