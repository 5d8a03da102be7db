export async function measureSite() { return { name: 'page', error: 'not yet' }; }
