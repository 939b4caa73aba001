// The page in Chromium with the network off: node page.js REPORT.html FOLDER_FOR_PICTURES. Prints one line a check.
"use strict";
const fs = require("fs");
const path = require("path");
const {chromium} = require("playwright-core");

const [, , file, folder] = process.argv;
const failures = [];
const check = (good, what) => {
  console.log((good ? "ok " : "FAILED ") + what);
  if (!good) failures.push(what);
};

(async () => {
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"]});
  const errors = [], requests = [];
  const open = async (options) => {
    const context = await browser.newContext({viewport: {width: 1280, height: 900}, offline: true, bypassCSP: false, ...options});
    const page = await context.newPage();
    page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
    page.on("pageerror", (e) => errors.push(e.message));
    page.on("dialog", (d) => { errors.push("dialog " + d.message()); d.dismiss(); });
    page.on("request", (r) => requests.push(r.url()));
    await page.goto("file://" + path.resolve(file));
    return page;
  };
  const picture = (page, name, more) => page.screenshot({path: path.join(folder, name + ".png"), ...more});
  const seen = (page, selector) => page.locator(selector).first().isVisible();

  const page = await open();
  check(await seen(page, "#leaflet canvas"), "the live map is drawn");
  for (const language of ["zh", "en"]) {
    await page.click(`label[for=lang-${language}]`);
    check(await page.evaluate(() => document.documentElement.lang) === (language === "zh" ? "zh-CN" : "en"), "lang " + language);
    check(await seen(page, "h2 ." + language) && !await seen(page, "h2 ." + (language === "zh" ? "en" : "zh")), "only " + language);
    await picture(page, language);
    await picture(page, language + "_whole", {fullPage: true});
  }
  const boxes = await page.locator("#layers input").all();
  for (const box of boxes) { await box.click(); await box.click(); }
  check(boxes.length > 5, boxes.length + " layers toggled");
  for (const details of await page.locator("#lists details").all()) await details.evaluate((d) => { d.open = true; });
  const lists = await page.locator("#lists tbody").all();
  for (const list of lists) {
    const row = list.locator("tr[data-layer]").first();
    await row.click();
    check(await row.evaluate((r) => r.classList.contains("chosen")), "chosen " + await row.getAttribute("id"));
    check(await page.evaluate(() => { const b = document.getElementById("map").getBoundingClientRect(); return b.top < innerHeight && b.bottom > 0; }), "the map is in view");
  }
  // Back: the chosen feature lies in the middle of the map; a click there chooses a row.
  await page.evaluate(() => document.querySelectorAll("tr.chosen").forEach((r) => r.classList.remove("chosen")));
  await page.locator("tr[data-layer=dark_stretches]").first().click();
  await page.waitForTimeout(600);
  const map = await page.locator("#leaflet").boundingBox();
  await page.mouse.move(map.x + map.width / 2, map.y + map.height / 2);
  await page.waitForTimeout(100);
  check(await page.locator(".leaflet-tooltip bdi").count() === 1, "a tooltip names what is under the pointer");
  await page.mouse.click(map.x + map.width / 2, map.y + map.height / 2);
  await page.waitForTimeout(200);
  check(await page.locator("tr.chosen").count() === 1, "a click on the map chooses its row");

  // All points at once, and a drag across the map: how long a frame takes.
  for (const name of ["streetlights", "walk_unserved"]) {
    const box = page.locator(`#layers input[data-layer=${name}]`);
    if (await box.count()) {
      const started = Date.now();
      await box.click();
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      console.log(`   ${name} shown in ${Date.now() - started} ms`);
    }
  }
  const print = async (name) => {
    const pdf = await page.pdf({path: path.join(folder, name + ".pdf"), preferCSSPageSize: true});
    const sizes = [...pdf.toString("latin1").matchAll(/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)].map((m) => m.slice(1, 3).map(Number));
    return sizes;
  };
  const a4 = await print("a4");
  check(a4.length > 1 && a4.every(([w, h]) => Math.abs(w - 595) < 3 && Math.abs(h - 842) < 3), a4.length + " pages of A4");
  await page.check("#wall");
  const a0 = await print("wall");
  check(a0.some(([w, h]) => Math.abs(w - 2384) < 5 && Math.abs(h - 3370) < 5), "a sheet of A0, " + a0.length + " in all");

  let axe = null;
  try { axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"); } catch { console.log("skipped axe-core"); }
  if (axe) {
    for (const language of ["zh", "en"]) {
      const context = await browser.newContext({viewport: {width: 1280, height: 900}, offline: true, bypassCSP: true});
      const audited = await context.newPage();
      await audited.goto("file://" + path.resolve(file));
      await audited.click(`label[for=lang-${language}]`);
      await audited.addScriptTag({content: axe});
      const result = await audited.evaluate(() => window.axe.run());
      for (const v of result.violations) console.log("  ", v.id, v.impact, v.nodes.length, v.nodes[0].html.slice(0, 150), v.nodes[0].failureSummary);
      check(result.violations.length === 0, "axe " + language);
    }
  }
  const still = await open({javaScriptEnabled: false});
  check(await still.locator("#picture svg").isVisible(), "without a script the map is a picture");
  await still.click("label[for=lang-zh]");
  check(await still.locator("h2 .zh").first().isVisible(), "without a script the language switches");
  await picture(still, "still");
  check(errors.length === 0, "no error " + errors.join(" | "));
  check(requests.every((r) => r.startsWith("file://") && r.endsWith(path.basename(file))), "no request " + requests.slice(0, 3));
  await browser.close();
  process.exit(failures.length ? 1 : 0);
})();
