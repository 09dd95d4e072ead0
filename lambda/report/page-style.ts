/** Colours are variables, so that a dark screen, a light one and paper differ in one place each. */
const COLOURS = {
  light:
    '--bg:#fff;--fg:#1b1f24;--dim:#57606a;--rule:#d0d7de;--a:#c3d2e5;--al:#5b7a9f;--c:#b3430a;--ok:#1a7f37;--wa:#7d5300;--cr:#b42318;--ic:#6639ba;--wab:#fff3cd;--crb:#ffe3e0;--okb:#e3f6e8;--icb:#f0e8ff;--nab:#eceff2',
  dark: '--bg:#0f1318;--fg:#e6edf3;--dim:#9aa6b2;--rule:#353d47;--a:#34506f;--al:#7fa3cc;--c:#ffa657;--ok:#56d364;--wa:#e3b341;--cr:#ff8f85;--ic:#c8a6ff;--wab:#3a2d05;--crb:#441512;--okb:#0e2f18;--icb:#2b1d4a;--nab:#262c34',
};

/** The style sheet of the page. */
export const PAGE_STYLE = [
  `:root{color-scheme:light dark;${COLOURS.light}}`,
  `@media(prefers-color-scheme:dark){:root{${COLOURS.dark}}}`,
  '*{box-sizing:border-box}body{margin:0 auto;max-width:960px;padding:20px 24px 60px;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere;-webkit-print-color-adjust:exact;print-color-adjust:exact}',
  'h1{font-size:1.15rem;margin:0;font-weight:600;color:var(--dim)}h2{font-size:1.2rem;margin:28px 0 8px;border-bottom:1px solid var(--rule);padding-bottom:4px}h3{font-size:1.05rem;margin:0}p{margin:8px 0}a{color:inherit}',
  '.nm{font-family:ui-monospace,monospace;font-size:.94em}.say{font-size:1.45rem;line-height:1.35;margin:10px 0 6px;font-weight:600}ul.why{margin:6px 0;padding-left:20px}',
  '.b{display:inline-block;border-radius:4px;padding:0 7px;font-weight:600;font-size:.85em;white-space:nowrap}.ok{color:var(--ok);background:var(--okb)}.wa{color:var(--wa);background:var(--wab)}.cr{color:var(--cr);background:var(--crb)}.na{color:var(--dim);background:var(--nab)}.ic{color:var(--ic);background:var(--icb)}',
  'dl.f{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:8px 20px;margin:12px 0}dt{color:var(--dim);font-size:.82em}dd{margin:0}',
  'table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}caption{position:sticky;left:0;text-align:left;max-width:min(100%,calc(100vw - 32px));color:var(--dim);font-size:.88em;padding-bottom:6px}th,td{padding:3px 8px;text-align:left;border-bottom:1px solid var(--rule);font-weight:400;overflow-wrap:normal}thead th{color:var(--dim);font-size:.82em}td.r,th.r{text-align:right;white-space:nowrap}.x{overflow-x:auto}table.tw{width:auto}table.tw caption{min-width:280px}article td,details td{min-width:64px;white-space:nowrap}article table,details table{margin-top:10px}tbody th{min-width:130px;max-width:260px;overflow-wrap:anywhere}nav{margin:14px 0 0;font-size:.9em}td.tl{text-align:center;padding:3px 4px}',
  'article{border:1px solid var(--rule);border-radius:8px;padding:14px 18px;margin:14px 0}details.d{border-bottom:1px solid var(--rule);padding:6px 2px}details.d[open]{padding-bottom:16px}header.h{display:flex;gap:4px 12px;flex-wrap:wrap;align-items:baseline}.dim{color:var(--dim)}summary{cursor:pointer}details.d>summary h3{display:inline;font-size:1em}details.m{margin-top:8px}figure{margin:12px 0 4px}figcaption{color:var(--dim);font-size:.85em;margin-bottom:4px}',
  'svg{display:block;width:100%;height:auto;max-width:600px;font-size:12px}svg text{fill:var(--dim)}svg.s{width:120px;height:27px}svg.e{max-width:400px;min-width:180px}.a{fill:var(--a);stroke:var(--al);stroke-width:.8}.c{fill:none;stroke:var(--c);stroke-width:1.5}.l{stroke-width:2.2}.t{fill:none;stroke:var(--dim)}.g{stroke:var(--rule)}.n{fill:var(--al);fill-opacity:.75}.u{fill:var(--nab);stroke:var(--dim);stroke-width:.7;stroke-dasharray:2 2}.w{stroke:var(--wa);stroke-width:2;stroke-dasharray:4 2}.k{stroke:var(--cr);stroke-width:2.5}.m{fill:var(--fg);stroke:var(--bg);stroke-width:1.5}',
  '.q{display:inline-block;width:20px;height:11px;vertical-align:-1px;margin:0 5px 0 0}.lg{margin-left:14px;white-space:nowrap}.q.a{background:var(--a);border:1px solid var(--al)}.q.c{border:2px solid var(--c)}.q.n{background:var(--al);height:8px}.q.u{background:var(--nab);border:1px dashed var(--dim)}.q.w{width:0;height:13px;border-left:2px dashed var(--wa)}.q.k{width:0;height:13px;border-left:3px solid var(--cr)}.q.m{width:10px;height:10px;border-radius:5px;background:var(--fg)}',
  '.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}',
  '.tr,.tv{--k:var(--al)}.wa-e{--k:var(--wa)}.cr-e{--k:var(--cr)}.t0,.tr{padding-left:0}.tr{min-width:110px;padding-bottom:9px;white-space:nowrap;background:linear-gradient(var(--fg),var(--fg)) 25% 100%/1px 8px no-repeat,linear-gradient(var(--k),var(--k)) 0 100%/var(--e) 4px no-repeat}',
  // The dotted line stands where the effect is the threshold: half of the bar's full height, which is .6 of the cell's.
  'td.tv{height:46px;vertical-align:top;background:repeating-linear-gradient(90deg,var(--fg) 0 2px,transparent 2px 5px) 0 70%/100% 1px no-repeat,linear-gradient(var(--k),var(--k)) 50% 100%/60% calc(var(--e)*.6) no-repeat}',
  // Where there is no room for all windows, the newest are in sight.
  '@media(max-width:600px){.nx{direction:rtl}.nx>table{direction:ltr}}',
  '@media(max-width:600px){body{padding:14px 12px 40px}.say{font-size:1.2rem}article{padding:10px 12px}dl.f{grid-template-columns:repeat(auto-fill,minmax(140px,1fr))}svg text{font-size:14px}tbody th{min-width:150px}tbody th,thead th:first-child{position:sticky;left:0;background:var(--bg)}}',
  `@media print{:root{color-scheme:light;${COLOURS.light}}body{max-width:none;padding:0;font-size:9pt}nav{display:none}.x{overflow:visible}th,td{padding:2px 5px}tbody th,.tr{min-width:0}article tbody th,details tbody th{white-space:nowrap}svg{max-width:440px}svg.s{width:84px;height:19px}svg.e{min-width:0}tr,svg,figure{break-inside:avoid}h2,h3,header.h,caption{break-after:avoid}details::details-content{content-visibility:visible;height:auto}}`,
].join('\n');
