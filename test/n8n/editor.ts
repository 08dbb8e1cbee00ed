import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Locator, Page } from 'playwright-core';
import { owner } from '../../scripts/lib/demoSetup.mjs';
import { openEditor } from '../../scripts/lib/editor.mjs';

const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

const panelSelector = '[data-test-id="node-parameters"], .node-parameters-wrapper';

/** n8n's editor in a real browser, signed in, which talks to that n8n alone. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly url: string,
	) {}

	static async open(url: string): Promise<Editor> {
		const { browser, page } = await openEditor(url, owner, {
			viewport: { width: 1500, height: 1100 },
			reducedMotion: 'reduce',
		});
		return new Editor(browser, page, url);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** The panel of a node, loaded anew. */
	async openNode(workflowId: string, nodeId: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${workflowId}/${nodeId}`);
		await this.shown();
	}

	/** The panel of another node of the workflow that is open, without loading n8n anew, which takes seconds. */
	async goToNode(workflowId: string, nodeId: string): Promise<void> {
		await this.goTo(`/workflow/${workflowId}`);
		await this.parameters.waitFor({ state: 'detached' });
		await this.goTo(`/workflow/${workflowId}/${nodeId}`);
		await this.shown();
	}

	/** Waits until a panel is whole: n8n shows its fields one after the other. */
	private async shown(): Promise<void> {
		await this.parameters.waitFor();
		await this.labels();
		const parts = this.parameters.locator('*');
		for (let before = -1, now = await parts.count(); now !== before; ) {
			await this.page.waitForTimeout(300);
			[before, now] = [now, await parts.count()];
		}
	}

	/** As the button of a browser that goes forward. */
	private async goTo(path: string): Promise<void> {
		await this.page.evaluate(
			`history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate', { state: {} }));`,
		);
	}

	/** The dialog of a credential. */
	async openCredential(id: string): Promise<CredentialDialog> {
		await this.page.goto(`${this.url}/home/credentials/${id}`);
		const dialog = new CredentialDialog(this.page);
		await dialog.labels();
		return dialog;
	}

	/** Whether the panels are in the light or in the dark, which n8n takes from the browser. */
	async show(theme: 'light' | 'dark'): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
	}

	/** What is seen: how bright the panel is. */
	async theme(): Promise<'light' | 'dark'> {
		const color = (await this.page.evaluate(`(() => {
			let at = document.querySelector(${JSON.stringify(panelSelector)});
			for (; at; at = at.parentElement) {
				const { backgroundColor } = getComputedStyle(at);
				if (!/[,/] 0\\)$/.test(backgroundColor)) return backgroundColor;
			}
		})()`)) as string;
		const brightness = /^(?:rgba?\(|oklch\(|color\(srgb )([\d.]+)/.exec(color)?.[1];
		if (brightness === undefined) throw new Error(`${color} is no color that is known here`);
		const most = color.startsWith('rgb') ? 255 : 1;
		return Number(brightness) < most / 2 ? 'dark' : 'light';
	}

	/** Runs the node whose panel is open. */
	async execute(): Promise<void> {
		await this.page.locator('[data-test-id="node-execute-button"]').first().click();
	}

	/** What the node whose panel is open gave out. */
	get output() {
		return this.page.locator('[data-test-id="output-panel"]');
	}

	/**
	 * Searches the list of a field, and chooses the entry.
	 * @param words nothing is searched for when empty
	 * @returns all entries that were found
	 */
	async choose(field: string, words: string, entry: string): Promise<string[]> {
		await this.page.locator(`[data-test-id="resource-locator-${field}"] input`).last().click();
		if (words !== '') await this.page.locator('[data-test-id="rlc-search"]').fill(words);
		const found = this.page.locator('[data-test-id="rlc-item"]');
		await found.getByText(entry).waitFor();
		const names = await found.allInnerTexts();
		await found.getByText(entry).click();
		return names;
	}

	/** The middle of a node's panel. */
	get parameters() {
		return this.page.locator(panelSelector).first();
	}

	/** Names of the parameters that are shown, from top to bottom; those of the tab Settings follow in n8n. */
	async labels(): Promise<string[]> {
		const names = await namesOf(this.parameters.locator('[data-test-id="input-label"]'));
		const settings = names.indexOf('Always Output Data');
		return settings < 0 ? names : names.slice(0, settings);
	}

	/** Opens n8n's list of nodes, to be searched. */
	async openCreator(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.locator('[data-test-id="node-creator-plus-button"]').click();
		await this.searchBar.waitFor();
	}

	/** The nodes that the list finds, once the one that is looked for is among them. */
	async search(words: string, wanted: string): Promise<string[]> {
		await this.searchBar.fill(words);
		const names = this.page.locator('[data-test-id="node-creator-item-name"]');
		await names.getByText(wanted, { exact: true }).waitFor();
		return await names.allInnerTexts();
	}

	private get searchBar() {
		return this.page.locator('[data-test-id="node-creator-search-bar"]');
	}

	/** Rules of accessibility that something on the page breaks, by their ids, and what breaks each. */
	async brokenRules(): Promise<Map<string, string[]>> {
		await this.page.evaluate(axe);
		const broken = (await this.page.evaluate(
			'axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
		)) as Array<[string, string[]]>;
		return new Map(broken);
	}
}

/** The dialog in which somebody fills in a credential. */
export class CredentialDialog {
	readonly element: Locator;

	constructor(page: Page) {
		this.element = page.locator('[data-test-id="editCredential-modal"]');
	}

	/** Names of its fields, from top to bottom. */
	async labels(): Promise<string[]> {
		return await namesOf(this.element.locator('label'));
	}

	async fill(field: string, value: string): Promise<void> {
		await this.element.locator(`[data-test-id="parameter-input-${field}"] input`).fill(value);
	}

	/** Switches a field on or off. */
	async toggle(field: string): Promise<void> {
		await this.element.locator(`[data-test-id="parameter-input-${field}"] .el-switch`).click();
	}

	/** Saves, which tests the connection, too. */
	async save(): Promise<void> {
		await this.element.locator('[data-test-id="credential-save-button"]').click();
	}
}

/** Names of fields, once there are any, without what stands beside them. */
async function namesOf(labels: Locator): Promise<string[]> {
	await labels.first().waitFor();
	const texts = await labels.allInnerTexts();
	return texts.map((text) => text.split('\n', 1)[0].replace(/\s*\*?$/, ''));
}
