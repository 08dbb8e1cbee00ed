/** Browser that n8n's editor is opened in. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Opens a browser, signed in to an n8n, whose pages talk to that n8n alone. Who opens it closes it.
 * @param {string} url of the n8n
 * @param {{ email: string, password: string }} user
 * @param {import('playwright-core').BrowserContextOptions} options
 */
export async function openEditor(url, { email, password }, options) {
	const { chromium } = await import('playwright-core');
	const browser = await chromium.launch({
		executablePath: chromiumPath,
		args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
	});
	const context = await browser.newContext(options);
	await context.route(
		({ href }) => !href.startsWith(url) && !/^(data|blob):/.test(href),
		(route) => route.abort(),
	);
	await context.request.post(`${url}/rest/login`, {
		data: { emailOrLdapLoginId: email, password },
	});
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	return { browser, page };
}
