"use strict";

// Whatever comes from the cluster is put into the page as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";
const SOURCES = [
  ["memory", "memory"],
  ["disk", "disk"],
  ["peer", "other nodes"],
  ["store", "under store"],
];
const PAUSE_MILLIS = 5000;
const MOST_ROWS = 8;
const state = { range: "hour", view: null, history: null, token: sessionStorage.getItem("kindling-token") || "" };

const byId = (id) => document.getElementById(id);

function el(name, attributes, ...children) {
  const element = document.createElement(name);
  fill(element, attributes, children);
  return element;
}

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  fill(element, attributes, children);
  return element;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
}

function show(id, ...children) {
  byId(id).replaceChildren(...children.flat());
}

function bytes(amount) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = Math.abs(amount);
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return [(amount < 0 ? "-" : "") + value.toFixed(digits), units[unit]];
}

const size = (amount) => bytes(amount).join(" ");
const count = (amount) => Math.round(amount).toLocaleString("en-US");

function percent(part, whole) {
  if (whole <= 0) {
    return null;
  }
  const share = (100 * part) / whole;
  return share >= 99.95 ? (part >= whole ? "100" : "99.9") : share.toFixed(1);
}

function time(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return seconds + " s";
  if (seconds < 3600) return Math.floor(seconds / 60) + " min";
  if (seconds < 86400) return Math.floor(seconds / 3600) + " h " + (Math.floor(seconds / 60) % 60) + " min";
  return Math.floor(seconds / 86400) + " d " + (Math.floor(seconds / 3600) % 24) + " h";
}

function part(className, share) {
  const piece = el("i", { class: className });
  piece.style.width = Math.max(0, Math.min(100, 100 * share)) + "%";
  return piece;
}

function bar(label, ...parts) {
  return el("div", { class: "bar", role: "img", "aria-label": label }, parts);
}

const nothing = (text) => el("p", { class: "empty" }, text);

function table(titles, rows) {
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, titles.map(([title, kind]) => el("th", { class: kind, scope: "col" }, title)))),
    el("tbody", {}, rows));
}

function cells(...values) {
  return values.map(([text, kind]) => el("td", { class: kind || null }, text));
}

// ---- summary

function tile(label, value, unit, note, extra) {
  return el(
    "div",
    { class: "tile" },
    el("div", { class: "label" }, label),
    el("div", { class: "value" }, value, unit ? el("small", {}, " " + unit) : null),
    extra || null,
    el("div", { class: "note" }, note));
}

function summary(view) {
  const recent = view.recent;
  const seconds = Math.max(1, recent.millis / 1000);
  const ratio = percent(recent.requested - recent.underStore, recent.requested);
  const all = percent(view.reads.requested - view.reads.underStore, view.reads.requested);
  const read = bytes(recent.requested / seconds);
  const fetched = bytes(recent.underStore / seconds);
  const used = bytes(view.used);
  const span = "last " + time(recent.millis);
  show(
    "tiles",
    tile("Hit ratio", ratio === null ? "–" : ratio, ratio === null ? "" : "%", ratio === null ? "nothing was read lately" : span + (all === null ? "" : "; " + all + " % in all")),
    tile("Read", read[0], read[1] + "/s", span + "; " + size(view.reads.requested) + " in all"),
    tile("From the under store", fetched[0], fetched[1] + "/s", span + "; " + size(view.reads.underStore) + " in all"),
    tile("Cached", used[0], used[1], "of " + size(view.capacity) + "; " + count(view.blocks) + " blocks"));
  const silent = view.nodes.filter((node) => !node.answers).length;
  const health = byId("health");
  const nodes = view.nodes.length;
  const broken = view.faults.some((fault) => fault.kind === "fault");
  health.textContent =
    nodes === 0
      ? "no storage node"
      : silent > 0
        ? silent + " of " + nodes + " nodes silent"
        : nodes + (nodes === 1 ? " node" : " nodes") + (broken ? ", errors" : ", all well");
  health.className = "pill " + (nodes === 0 || silent > 0 ? "bad" : broken ? "warn" : "good");
  byId("cluster").textContent = "cluster " + view.cluster;
  document.title = "Kindling · " + view.cluster;
  byId("nodes-count").textContent =
    (nodes === 1 ? "1 node" : nodes + " nodes")
    + (view.clients.active > 0 ? ", read by " + view.clients.active + (view.clients.active === 1 ? " client" : " clients") : "");
}

function identity(view) {
  const reads = view.reads;
  byId("identity").textContent =
    size(reads.requested) + " requested = " + size(reads.memory) + " memory + " + size(reads.disk) + " disk + "
    + size(reads.peer) + " other nodes + " + size(reads.underStore) + " under store; "
    + size(reads.fetched) + " fetched from under stores, load jobs included"
    + (view.packs.here + view.packs.peer + view.packs.made > 0
      ? "; ready samples: " + size(view.packs.here) + " own, " + size(view.packs.peer) + " from other nodes, " + size(view.packs.made) + " made"
      : "");
}

// ---- plots

function plots(history) {
  const holder = byId("plots");
  const width = Math.max(280, holder.clientWidth);
  const left = 72;
  const right = 8;
  const points = history.points;
  const now = history.now;
  const span = state.range === "hour" ? 3600e3 : 86400e3;
  const first = points.length ? points[0][0] : now;
  const start = Math.max(now - span, Math.min(first, now - Math.min(span, 300e3)));
  const x = (millis) => left + ((millis - start) / Math.max(1, now - start)) * (width - left - right);
  const readings = points.map((point, index) => {
    const took = index > 0 ? Math.min(point[0] - points[index - 1][0], 4 * history.step) : history.step;
    const perSecond = 1000 / Math.max(1, took);
    return {
      at: point[0],
      requested: point[1] * perSecond,
      memory: point[2] * perSecond,
      disk: point[3] * perSecond,
      peer: point[4] * perSecond,
      store: point[5] * perSecond,
      ratio: point[1] > 0 ? 1 - point[5] / point[1] : null,
    };
  });
  const most = nice(Math.max(1, ...readings.map((reading) => reading.requested)));
  const runs = split(readings, history.step * 2.5);
  const ratio = frame("Hit ratio", 130, width, left, right, [0, 0.5, 1], (value) => 100 * value + " %", 1, start, now, x);
  for (const run of runs) {
    ratioLines(run, x, ratio);
  }
  const rate = frame("Bytes a second", 150, width, left, right, [0, most / 2, most], (value) => size(value) + "/s", most, start, now, x);
  for (const run of runs) {
    areas(run, x, rate, history.step);
  }
  holder.replaceChildren(ratio.root, rate.root);
  const pointer = (event) => {
    const at = start + ((event.clientX - holder.getBoundingClientRect().left - left) / (width - left - right)) * (now - start);
    const nearest = readings.reduce((best, reading) => (!best || Math.abs(reading.at - at) < Math.abs(best.at - at) ? reading : best), null);
    cursor(nearest, x, [ratio, rate]);
    legend(nearest);
  };
  for (const each of [ratio, rate]) {
    each.root.addEventListener("pointermove", pointer);
    each.root.addEventListener("pointerdown", pointer);
    each.root.addEventListener("pointerleave", () => {
      cursor(null, x, [ratio, rate]);
      legend(null);
    });
  }
  legend(null);
}

function nice(value) {
  const power = Math.pow(2, Math.floor(Math.log2(value)));
  return [1, 1.25, 1.5, 2].map((step) => step * power).find((step) => step >= value);
}

function split(readings, gap) {
  const runs = [];
  readings.forEach((reading, index) => {
    if (index === 0 || reading.at - readings[index - 1].at > gap) {
      runs.push([]);
    }
    runs[runs.length - 1].push(reading);
  });
  return runs;
}

function frame(title, height, width, left, right, marks, text, most, start, now, x) {
  const top = 18;
  const bottom = 18;
  const y = (value) => top + (1 - value / most) * (height - top - bottom);
  const root = svg("svg", { class: "plot", viewBox: "0 0 " + width + " " + height, height: height, role: "img", "aria-label": title + " over time" });
  root.append(svg("text", { class: "title", x: left, y: 11 }, title));
  for (const mark of marks) {
    root.append(
      svg("line", { class: "grid", x1: left, x2: width - right, y1: y(mark), y2: y(mark) }),
      svg("text", { x: left - 7, y: y(mark) + 4, "text-anchor": "end" }, text(mark)));
  }
  const steps = width < 500 ? 3 : 6;
  const seconds = now - start < 900e3 ? "2-digit" : undefined;
  for (let step = 0; step <= steps; step++) {
    const at = start + ((now - start) * step) / steps;
    const clock = new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: seconds, hour12: false });
    root.append(svg("text", { x: x(at), y: height - 4, "text-anchor": step === 0 ? "start" : step === steps ? "end" : "middle" }, clock));
  }
  return { root, y, top, bottom: height - bottom };
}

function ratioLines(run, x, plot) {
  for (const piece of split(run.filter((reading) => reading.ratio !== null), Infinity)) {
    if (piece.length === 1) {
      plot.root.append(svg("circle", { class: "dot", cx: x(piece[0].at), cy: plot.y(piece[0].ratio), r: 2 }));
    } else {
      plot.root.append(svg("path", { class: "line", d: path(piece.map((reading) => [x(reading.at), plot.y(reading.ratio)])) }));
    }
  }
}

function areas(run, x, plot, step) {
  let below = run.map(() => 0);
  for (const [name] of SOURCES) {
    const above = run.map((reading, index) => below[index] + reading[name]);
    const lower = below;
    if (run.some((reading) => reading[name] > 0)) {
      const from = (index) => x(run[index].at - (run.length === 1 ? step : 0));
      const upper = run.map((reading, index) => [x(reading.at), plot.y(above[index])]);
      const under = run.map((reading, index) => [from(index), plot.y(lower[index])]).reverse();
      plot.root.append(svg("path", { class: "area-" + name, d: path(upper.concat(under)) + "Z" }));
    }
    below = above;
  }
}

const path = (points) => points.map(([x, y], index) => (index ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1)).join("");

function cursor(reading, x, all) {
  for (const plot of all) {
    plot.root.querySelectorAll(".cursor").forEach((line) => line.remove());
    if (reading) {
      plot.root.append(svg("line", { class: "cursor", x1: x(reading.at), x2: x(reading.at), y1: plot.top, y2: plot.bottom }));
    }
  }
}

function legend(reading) {
  const parts = SOURCES.map(([name, title]) =>
    el("span", {}, el("i", { class: name }), title, reading ? el("b", {}, " " + size(reading[name]) + "/s") : null));
  if (reading) {
    const hits = reading.ratio === null ? "nothing read" : (100 * reading.ratio).toFixed(1) + " % hits";
    parts.unshift(el("span", {}, el("b", {}, new Date(reading.at).toLocaleTimeString([], { hour12: false }) + "  " + hits)));
  }
  show("legend", parts);
}

// ---- nodes

function tierName(name) {
  return name === "memory" ? "memory" : name;
}

function nodes(view) {
  if (view.nodes.length === 0) {
    show("nodes", nothing("No storage node has entered the cluster yet."));
    return;
  }
  show("nodes", view.nodes.map((node) => nodeCard(node, view)));
}

function nodeCard(node, view) {
  const name = node.host + ":" + node.port;
  if (!node.answers) {
    return el("div", { class: "node silent" }, el("div", { class: "name" }, name, el("span", { class: "tag bad" }, "silent")), el("p", { class: "small path" }, node.failure));
  }
  const ratio = percent(node.reads.requested - node.reads.underStore, node.reads.requested);
  return el(
    "div",
    { class: "node" },
    el(
      "div",
      { class: "name" },
      name,
      node.members !== view.nodes.length ? el("span", { class: "tag bad" }, "sees " + node.members + " nodes") : null,
      el("span", { class: "quiet" }, "up " + time(view.taken - node.started))),
    node.tiers.map((tier) =>
      el(
        "div",
        { class: "tier" },
        el("div", { class: "what" }, el("span", { class: tier.name === "memory" ? null : "path" }, tierName(tier.name)),
          el("span", {}, tier.capacity === 0 ? "out of use" : size(tier.used) + " of " + size(tier.capacity))),
        bar(
          tierName(tier.name) + " " + size(tier.used) + " of " + size(tier.capacity),
          part(tier.name === "memory" ? "memory" : "disk", tier.capacity === 0 ? 0 : tier.used / tier.capacity)))),
    el(
      "div",
      { class: "facts" },
      node.executor ? el("span", {}, "executor ", el("b", {}, node.executor)) : null,
      el("span", {}, "hits ", el("b", {}, ratio === null ? "–" : ratio + " %")),
      el("span", {}, "served ", el("b", {}, size(node.reads.served))),
      el("span", {}, "blocks ", el("b", {}, count(node.tiers.reduce((sum, tier) => sum + tier.blocks, 0)))),
      el("span", {}, "heap ", el("b", {}, (percent(node.heapUsed, node.heapLimit) || 0) + " %"))));
}

// ---- lists

function acts(...buttons) {
  return state.token && state.view.writable ? el("div", { class: "acts" }, buttons) : null;
}

const act = (label, what, parameters, kind) =>
  el("button", { type: "button", class: "little " + (kind || ""), onclick: () => post(what, parameters) }, label);

function hot(view) {
  if (view.hot.length === 0) {
    show("hot", nothing("Nothing is read from the nodes now."));
    return;
  }
  const most = view.hot[0].bytesPerSecond;
  show(
    "hot",
    view.hot.slice(0, MOST_ROWS).map((each) =>
      el(
        "div",
        { class: "item" },
        el("div", { class: "what" }, el("span", { class: "path" }, each.folder), el("span", {}, size(each.bytesPerSecond) + "/s")),
        bar(size(each.bytesPerSecond) + " a second", part("accent-fill", each.bytesPerSecond / most)),
        each.policy === "" ? null : el("div", { class: "more" }, each.policy),
        acts(
          each.pinned ? act("Unpin", "unpin", { path: each.folder }) : act("Pin", "pin", { path: each.folder }),
          act("Free", "free", { path: each.folder }, "danger")))));
}

function workingSet(view) {
  if (view.workingSet.reads === 0 || view.workingSet.points.length === 0) {
    show("set", nothing("Nothing was read from the nodes yet."));
    return;
  }
  const factors = { 0.5: "half", 1: "as now", 2: "twice", 4: "four times" };
  show(
    "set",
    view.workingSet.points.map((point) =>
      el(
        "div",
        { class: "item" },
        el("div", { class: "what" }, el("span", {}, (factors[point.factor] || point.factor + " times") + ", ", el("span", { class: "quiet" }, size(point.bytes))),
          el("b", {}, (100 * point.hitRatio).toFixed(0) + " %")),
        bar((100 * point.hitRatio).toFixed(0) + " % hits", part("memory", point.hitRatio)))),
    el("p", { class: "quiet small" }, advice(view.workingSet.points)));
}

function advice(points) {
  const at = (factor) => (points.find((point) => point.factor === factor) || { hitRatio: 0 }).hitRatio;
  if (at(4) - at(1) > 0.1) {
    return "More memory would bring more hits.";
  }
  return at(1) - at(0.5) < 0.02 && at(0.5) > 0 ? "Half of the memory would do as well." : "The memory fits what is read.";
}

const JOB_STATES = { RUNNING: "", COMPLETE: "good", INCOMPLETE: "warn", CANCELLED: "", FAILED: "bad" };

function jobs(view) {
  if (view.jobs.length === 0) {
    show("jobs", nothing("No load job so far. Start one by: kindling load PATH"));
    return;
  }
  show("jobs", view.jobs.slice(0, MOST_ROWS).map((job) => jobItem(job, view)));
}

function jobItem(job, view) {
  const running = job.state === "RUNNING";
  const share = job.bytes > 0 ? job.bytesDone / job.bytes : job.state === "COMPLETE" ? 1 : 0;
  const colour = running ? "accent-fill" : job.state === "COMPLETE" ? "good-fill" : job.state === "FAILED" ? "bad-fill" : "warn-fill";
  return el(
    "div",
    { class: "item" },
    el("div", { class: "what" }, el("span", { class: "path" }, job.paths.join(" ") || job.id), el("span", { class: "tag " + (JOB_STATES[job.state] || "") }, job.state.toLowerCase())),
    bar((100 * share).toFixed(0) + " % loaded", part(colour, share)),
    el(
      "div",
      { class: "more" },
      size(job.bytesDone) + " of " + size(job.bytes) + "; " + count(job.filesDone) + " of " + count(job.files) + " files"
        + (job.filesFailed > 0 ? "; " + count(job.filesFailed) + " failed" : "")
        + (job.user ? "; " + job.user : "") + (job.host ? " on " + job.host : "")
        + "; " + (running ? "for " + time(view.taken - job.started) : time(view.taken - job.updated) + " ago")),
    running ? acts(act("Cancel", "jobs/cancel", { job: job.id }, "danger")) : null);
}

const CAUSES = { room: "for room", expired: "time to live over", freed: "freed" };

function evictions(view) {
  if (view.evictions.length === 0) {
    show("evictions", nothing("Nothing has left the cache."));
    return;
  }
  const sums = {};
  for (const each of view.evictions) {
    const sum = (sums[each.cause] = sums[each.cause] || { blocks: 0, bytes: 0 });
    sum.blocks += each.blocks;
    sum.bytes += each.bytes;
  }
  const rows = view.evictions.slice(0, MOST_ROWS).map((each) =>
    el(
      "div",
      { class: "item" },
      el("div", { class: "what" }, el("span", { class: "path" }, each.folder || "(not known)"), el("span", {}, size(each.bytes))),
      el("div", { class: "more" }, (CAUSES[each.cause] || each.cause) + ", from " + tierName(each.tier) + " of " + each.node + ", " + time(view.taken - each.last) + " ago")));
  show(
    "evictions",
    el("div", { class: "causes" }, Object.entries(sums).map(([cause, sum]) => el("div", {}, el("b", {}, size(sum.bytes)), el("div", { class: "quiet small" }, CAUSES[cause] || cause)))),
    rows);
}

function faults(view) {
  if (view.faults.length === 0) {
    show("faults", el("p", { class: "empty" }, "None."));
    return;
  }
  show(
    "faults",
    view.faults.map((fault) =>
      el(
        "div",
        { class: "item" },
        el("div", { class: "what" }, el("span", {}, fault.meaning), el("span", { class: "tag " + (fault.kind === "fault" ? "bad" : "warn") }, count(fault.count) + " " + (fault.count === 1 ? fault.unit.replace(/(ie)?s$/, (end) => (end === "ies" ? "y" : "")) : fault.unit))),
        el("div", { class: "more" }, el("code", {}, fault.metric), fault.remedy ? ": " + fault.remedy : ""),
        fault.text ? el("div", { class: "more path" }, fault.host + ", " + time(view.taken - fault.last) + " ago: " + fault.text) : null)));
}

function paths(view) {
  const row = (path, more, tag) =>
    el("div", { class: "item" }, el("div", { class: "what" }, el("span", { class: "path" }, path, more), el("span", { class: "tag" }, tag)));
  const mounts = view.mounts.map((mount) => row(mount.path, el("span", { class: "quiet" }, " = " + mount.store), "mount"));
  const policies = view.policies.map((each) => row(each.path, "", each.policy));
  const rows = mounts.concat(policies);
  show("paths", rows.length === 0 ? nothing("No mount and no policy is set in the cluster.") : rows);
  byId("act").hidden = !(state.token && view.writable);
  byId("unlock").hidden = !view.writable || state.token !== "";
}

// ---- what is opened on demand

async function counters() {
  if (byId("counters-card").open) {
    const all = await get("api/counters");
    show("counters", table(
      [["Counter"], ["Value", "number"], ["Unit"], ["Means"], ["Normal"]],
      all.counters.map((each) => el("tr", { class: each.bad && each.value > 0 ? "raised" : null },
        cells([el("code", {}, each.name)], [count(each.value), "number"], [each.unit], [each.meaning], [each.normal])))));
  }
}

async function configuration() {
  if (byId("configuration-card").open) {
    const all = await get("api/configuration");
    show("configuration", table(
      [["Key"], ["Value"], ["From"], ["Means"]],
      all.options.map((each) => el("tr", {}, cells([el("code", {}, each.key)], [each.value, "path"], [each.set ? "set" : "default"], [each.meaning])))));
  }
}

// ---- talking to the server

const headers = () => (state.token ? { Authorization: "Bearer " + state.token } : {});

async function get(address) {
  const response = await fetch(address, { headers: headers(), cache: "no-store" });
  if (response.status === 401) {
    forgetToken();
    byId("unlock").hidden = false;
    throw new Error("This page is shown to those who give its token.");
  }
  if (!response.ok) {
    throw new Error((await response.json()).error);
  }
  return response.json();
}

async function post(what, parameters) {
  if (what === "free" && !window.confirm("Drop what all nodes hold of " + parameters.path + "?")) {
    return;
  }
  try {
    const response = await fetch("api/" + what, {
      method: "POST",
      headers: { ...headers(), "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(parameters),
    });
    const answer = await response.json();
    if (response.status === 401) {
      forgetToken();
    }
    notice(answer.error || answer.done, response.ok ? "good" : "bad");
  } catch (failed) {
    notice("The action did not reach the server: " + failed.message, "bad");
  }
  await refresh();
}

function forgetToken() {
  state.token = "";
  sessionStorage.removeItem("kindling-token");
}

function notice(text, kind) {
  const place = byId("notice");
  place.textContent = text;
  place.className = "notice " + kind;
  place.hidden = text === "";
}

async function refresh() {
  try {
    const [view, history] = await Promise.all([get("api/cluster"), get("api/history?range=" + state.range)]);
    state.view = view;
    state.history = history;
    draw();
    await Promise.all([counters(), configuration()]);
    if (byId("notice").dataset.lost) {
      notice("", "");
      delete byId("notice").dataset.lost;
    }
  } catch (failed) {
    notice(state.view ? "No answer any more; what is shown is old. " + failed.message : String(failed.message), "bad");
    byId("notice").dataset.lost = "yes";
    byId("health").textContent = "no answer";
    byId("health").className = "pill bad";
  }
}

function draw() {
  const view = state.view;
  for (const section of [summary, identity, nodes, hot, workingSet, jobs, evictions, faults, paths]) {
    section(view);
  }
  plots(state.history);
  byId("updated").textContent = view.problem ? view.problem : "As of " + new Date(view.taken).toLocaleTimeString([], { hour12: false });
  document.body.dataset.drawn = "yes";
}

byId("range").addEventListener("click", (event) => {
  const range = event.target.dataset.range;
  if (range) {
    state.range = range;
    for (const button of byId("range").children) {
      button.setAttribute("aria-pressed", String(button.dataset.range === range));
    }
    refresh();
  }
});
byId("counters-card").addEventListener("toggle", () => counters().catch((failed) => notice(failed.message, "bad")));
byId("configuration-card").addEventListener("toggle", () => configuration().catch((failed) => notice(failed.message, "bad")));
byId("unlock").addEventListener("click", () => byId("token-dialog").showModal());
byId("token-form").addEventListener("submit", (event) => {
  if (event.submitter.value === "ok" && byId("token").value) {
    state.token = byId("token").value;
    sessionStorage.setItem("kindling-token", state.token);
    refresh();
  }
  byId("token").value = "";
});
byId("act").addEventListener("submit", (event) => {
  event.preventDefault();
  if (byId("path").value) {
    post(event.submitter.value, { path: byId("path").value });
  }
});
window.addEventListener("resize", () => state.history && plots(state.history));

async function follow() {
  if (!document.hidden) {
    await refresh();
  }
  window.setTimeout(follow, PAUSE_MILLIS);
}

document.addEventListener("visibilitychange", () => document.hidden || refresh());
follow();
