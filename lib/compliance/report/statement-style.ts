/** How the statement looks on a light screen, a dark one, a narrow one and on paper. It needs nothing from elsewhere. */
export const STATEMENT_STYLE = `
:root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--ink:#1f2328;--page:#fff;--quiet:#59636e;--bad:#b3261e;--warn:#8a5a00;--good:#1a7f37}
@media screen and (prefers-color-scheme:dark){:root{--line:#3d444d;--soft:#151b23;--ink:#e6edf3;--page:#0d1117;--quiet:#9198a1;--bad:#ff8a80;--warn:#e3b341;--good:#57ab5a}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:84rem;margin:2rem auto;padding:0 1rem}
h1{margin-bottom:.3rem}p{max-width:52rem}
.overview{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.6rem;margin:1.4rem 0}
.overview li{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .8rem;font-size:.87rem}
.overview strong{display:block;font-size:1.35rem;line-height:1.2}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid var(--line);padding:.5rem .6rem;text-align:left;vertical-align:top}
thead th{position:sticky;top:0;background:var(--soft);white-space:nowrap}tbody th{font-weight:600;width:19%}td:nth-of-type(1){width:25%}td:nth-of-type(2){width:9.5rem}
.theme th{background:var(--soft);font-size:1.05rem;padding-top:1.1rem}
td.number{text-align:right;font-variant-numeric:tabular-nums}
small{color:var(--quiet);font-weight:400;overflow-wrap:anywhere}ul{margin:0;padding-left:1.1rem}
.status{display:inline-block;color:var(--quiet)}
.NOT_MET{color:var(--bad);font-weight:600}.TO_BE_ATTESTED,.NOT_KNOWN,.ONLY_EXCEPTIONS,.MET_WITH_EXCEPTIONS{color:var(--warn);font-weight:600}
.CHECKS_PASS{color:var(--good);font-weight:600}
@page{size:A4 landscape;margin:12mm}
@media print{body{font-size:9.5pt;margin:0;max-width:none;padding:0}thead{display:table-header-group}thead th{position:static}
tr,.overview li{break-inside:avoid}.theme{break-after:avoid}}
`;
