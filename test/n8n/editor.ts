import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { owner } from '../../scripts/lib/demoSetup.mjs';
import { chromiumPath } from '../requirements';

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

/** n8n's editor in a real browser, signed in, which talks to that n8n alone. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly url: string,
	) {}

	static async open(url: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Editor> {
		const { chromium } = await import('playwright-core');
		const browser = await chromium.launch({
			executablePath: chromiumPath,
			args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
		});
		const context = await browser.newContext({
			viewport: { width: 1500, height: 1100 },
			colorScheme,
			reducedMotion: 'reduce',
		});
		await context.route(
			({ href }) => !href.startsWith(url) && !/^(data|blob):/.test(href),
			(route) => route.abort(),
		);
		await context.request.post(`${url}/rest/login`, {
			data: { emailOrLdapLoginId: owner.email, password: owner.password },
		});
		const page = await context.newPage();
		page.setDefaultTimeout(60_000);
		return new Editor(browser, page, url);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** The panel of a node. */
	async openNode(workflowId: string, nodeId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}/${nodeId}`);
		await this.parameters.waitFor();
	}

	/** The middle of a node's panel. */
	get parameters() {
		return this.page.locator('[data-test-id="node-parameters"], .node-parameters-wrapper').first();
	}

	/** Names of the parameters that are shown, from top to bottom. */
	async labels(): Promise<string[]> {
		const labels = this.page.locator('[data-test-id="input-label"]');
		await labels.first().waitFor();
		const texts = await labels.allInnerTexts();
		return texts.map((text) => text.replace(/\s*\*?\s*$/, '').trim()).filter(Boolean);
	}

	/** Names of nodes that n8n's list of nodes finds. */
	async search(words: string): Promise<string[]> {
		const bar = this.page.locator('[data-test-id="node-creator-search-bar"]');
		if (!(await bar.isVisible())) {
			await this.page.goto(`${this.url}/workflow/new`);
			await this.page.keyboard.press('Tab');
			await bar.waitFor();
		}
		await bar.fill(words);
		await this.page.waitForTimeout(300);
		return await this.page.locator('[data-test-id="node-creator-item-name"]').allInnerTexts();
	}

	/** Rules of accessibility that something on the page breaks, by their ids. */
	async brokenRules(selector: string): Promise<string[]> {
		await this.page.evaluate(axe);
		return (await this.page.evaluate(
			`axe.run(document.querySelector(${JSON.stringify(selector)}) ?? document)
				.then(({ violations }) => violations.map(({ id }) => id))`,
		)) as string[];
	}
}
