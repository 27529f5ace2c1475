import { openSite } from "./support/site.js";
const [,, name='list', act=''] = process.argv;
const site = await openSite();
const acts = {
  list: async (p)=>{},
  open: async (p)=>{ await p.locator('[data-rule="content/rocket"] [data-part=title]').click(); },
  over: async (p)=>{ await p.locator('[data-kind=override] [data-part=toggle]').click(); },
  custom: async (p)=>{ await p.getByRole('button',{name:'Add a custom rule'}).click(); await p.getByRole('button',{name:'And another condition'}).click(); },
  keyword: async (p)=>{ await p.getByRole('button',{name:'Add a keyword'}).click(); },
  room: async (p)=>{ await p.getByRole('button',{name:'Add a room'}).click(); },
  person: async (p)=>{ await p.getByRole('button',{name:'Add a person'}).click(); },
  json: async (p)=>{ await p.getByRole('tab',{name:'JSON'}).first().click(); await p.waitForTimeout(1500); },
  simple: async (p)=>{ await p.getByRole('tab',{name:'Simple'}).click(); await p.waitForTimeout(300); },
};
for (const scheme of ['light','dark']) for (const w of [360,1440]) {
  try { await site.page(async (page)=>{ await acts[name](page); await page.waitForTimeout(500); const el=page.locator('.at-rules'); await el.screenshot({path:`/tmp/shots/${name}-${w}-${scheme}.png`}); if(process.env.FULL) await page.screenshot({path:`/tmp/shots/${name}-${w}-${scheme}-full.png`}); }, {viewport:{width:w,height:900},colorScheme:scheme}); } catch(e){console.log(name,w,scheme,String(e.message).slice(0,400))}
}
await site.close();
