/** The package in n8n's editor, in a real browser. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { Company } from '../exchangeServer/company';
import { chromium, describeWith, repositoryRoot } from '../requirements';
import { panelDigests } from '../support/panelDigests';
import { Editor } from './editor';
import { startSession, startTimeoutMs, type Session } from './session';

/** Set to take the pictures of the documentation anew. */
const takesPictures = process.env.TAKE_PICTURES === '1';
const images = path.join(repositoryRoot, 'docs/images/panels');

const type = (name: string) => `n8n-nodes-exchange-server.${name}`;
const panels: Record<string, { type: string; parameters: INodeParameters }> = {
	resolveMailbox: { type: type('resolveMailbox'), parameters: {} },
	testExchangeConnection: { type: type('testExchangeConnection'), parameters: {} },
	getChanges: { type: type('syncCalendarItems'), parameters: { operation: 'getChanges' } },
	push: { type: type('syncCalendarItems'), parameters: { operation: 'push', source: 'hr' } },
	twoWay: { type: type('syncCalendarItems'), parameters: { operation: 'twoWay', source: 'hr' } },
	apply: { type: type('syncCalendarItems'), parameters: { operation: 'apply' } },
	exchangeCalendar: { type: type('exchangeCalendar'), parameters: {} },
	exchangeCalendarTrigger: { type: type('exchangeCalendarTrigger'), parameters: {} },
};

describeWith(chromium, 'the editor', () => {
	let session: Session;
	let editor: Editor;
	let workflow: string;

	beforeAll(async () => {
		const company = new Company();
		company.addServiceAccount();
		const { calendar } = company.addPerson({ accountName: 'alice', displayName: 'Alice Liddell' });
		calendar.create({ subject: 'Review', start: new Date(Date.now() + 86_400_000) });
		session = await startSession(company);
		const { id, name } = session.credential;
		const trigger: INode = {
			id: 'manual',
			name: 'Manual',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const nodes = Object.entries(panels).map(
			([panel, node], index): INode => ({
				id: panel,
				name: panel,
				...node,
				typeVersion: 1,
				position: [300, 200 * index],
				credentials: { exchangeServerApi: { id: id!, name } },
			}),
		);
		const targets = nodes
			.filter((node) => !node.type.endsWith('Trigger'))
			.map((node) => ({ node: node.name, type: 'main' as const, index: 0 }));
		const created = await session.client.createWorkflow({
			name: 'Panels',
			nodes: [trigger, ...nodes],
			connections: { Manual: { main: [targets] } },
			settings: { executionOrder: 'v1' },
		});
		workflow = created.id;
		editor = await Editor.open(session.client.url);
	}, startTimeoutMs);

	afterAll(async () => {
		await editor?.close();
		await session?.stop();
	});

	it.each([
		'microsoft exchange',
		'exchange server',
		'exchange calendar',
		'outlook calendar',
		'on premises',
		'kalender',
		'agenda',
		'ews',
	])('finds the nodes by "%s"', async (words) => {
		const found = await editor.search(words);
		expect(found).toEqual(
			expect.arrayContaining([
				expect.stringMatching(/Exchange|Sync Calendar Items|Resolve Mailbox/),
			]),
		);
	});

	it.each(Object.keys(panels))('shows the panel %s, its must on top', async (panel) => {
		await editor.openNode(workflow, panel);
		const labels = await editor.labels();
		expect(labels.length).toBeGreaterThan(2);
		expect(labels.length).toBeLessThan(17);
		expect(labels).not.toContain('Custom API Call');
		if (takesPictures) await picture(editor, `${panel}.light`);
	});

	it('offers no Custom API Call, which could not work', async () => {
		const types = await session.client.nodeTypes();
		const own = types.filter(({ name }) => name.startsWith('n8n-nodes-exchange-server.'));
		expect(own.length).toBeGreaterThan(4);
		expect(JSON.stringify(own)).not.toContain('__CUSTOM_API_CALL__');
	});

	it('breaks no rule of accessibility that a panel of n8n itself keeps', async () => {
		await editor.openNode(workflow, 'manual').catch(() => {});
		const ofN8n = new Set(await editor.brokenRules('body'));
		for (const panel of ['getChanges', 'push', 'resolveMailbox']) {
			await editor.openNode(workflow, panel);
			const broken = await editor.brokenRules('body');
			const mayBreak = [...ofN8n, ...rulesOfN8nsFields];
			expect({ panel, broken: broken.filter((rule) => !mayBreak.includes(rule)) }).toEqual({
				panel,
				broken: [],
			});
		}
	});

	it('runs a node, and shows what people read first', async () => {
		await session.client.updateWorkflow(workflow, {});
		await editor.openNode(workflow, 'resolveMailbox');
		await editor.page.locator('[data-test-id="node-execute-button"]').first().click();
		await editor.page.locator('[data-test-id="output-panel"]').getByText(/item/).first().waitFor();
	});

	if (takesPictures) {
		it('takes the pictures in the dark', async () => {
			const dark = await Editor.open(session.client.url, 'dark');
			for (const panel of Object.keys(panels)) {
				await dark.openNode(workflow, panel);
				await picture(dark, `${panel}.dark`);
			}
			await dark.close();
			const digests = `${JSON.stringify(panelDigests(), undefined, '\t')}\n`;
			await writeFile(path.join(images, 'panels.json'), digests);
		});
	}
});

/** Rules that n8n's own input fields break in every panel. */
const rulesOfN8nsFields = ['label', 'aria-input-field-name', 'button-name', 'select-name'];

async function picture(editor: Editor, name: string): Promise<void> {
	await mkdir(images, { recursive: true });
	await editor.page.waitForTimeout(500);
	await editor.parameters.screenshot({ path: path.join(images, `${name}.png`) });
}
