/** The package in n8n's editor, in a real browser. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { Company } from '../exchangeServer/company';
import { chromium, describeWith, repositoryRoot } from '../requirements';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import { panelDigests } from '../support/panelDigests';
import { Editor } from './editor';
import { startSession, startTimeoutMs, type Session } from './session';
import { until } from './standstill';

/** Set to take the pictures of the documentation anew, which takes minutes. */
const takesPictures = process.env.TAKE_PICTURES === '1';
if (takesPictures) jest.setTimeout(15 * 60_000);
const images = path.join(repositoryRoot, 'docs/images/panels');

const type = (name: string) => `n8n-nodes-exchange-server.${name}`;
const alice = { __rl: true, mode: 'address', value: 'alice@enyoi.example' };
const ofAlice = { mailboxes: { values: [{ mailbox: alice }] } };
const panels = {
	resolveMailbox: { type: type('resolveMailbox'), parameters: { user: 'alice' } },
	testExchangeConnection: { type: type('testExchangeConnection'), parameters: {} },
	getChanges: { type: type('syncCalendarItems'), parameters: { operation: 'getChanges' } },
	push: { type: type('syncCalendarItems'), parameters: { operation: 'push', source: 'hr' } },
	twoWay: { type: type('syncCalendarItems'), parameters: { operation: 'twoWay', source: 'hr' } },
	apply: { type: type('syncCalendarItems'), parameters: { operation: 'apply' } },
	exchangeCalendar: { type: type('exchangeCalendar'), parameters: {} },
	exchangeCalendarTrigger: {
		type: type('exchangeCalendarTrigger'),
		parameters: ofAlice,
	},
};

/** What somebody has to see first in each panel. */
const onTop: Record<keyof typeof panels, string[]> = {
	resolveMailbox: ['User'],
	testExchangeConnection: ['Operation'],
	getChanges: ['Operation', 'Mailbox', 'Calendar', 'Past Days', 'Future Days'],
	push: ['Operation', 'Mailbox', 'Calendar', 'Source', 'Action', 'External ID'],
	twoWay: ['Operation', 'Mailbox', 'Calendar', 'Source'],
	apply: ['Operation'],
	exchangeCalendar: ['Resource', 'Operation', 'Mailbox'],
	exchangeCalendarTrigger: ['Watch', 'Mailboxes', 'Mailbox', 'Trigger On'],
};

/** A node of the workflow whose panels are looked at. */
interface PanelOf {
	type: string;
	parameters: INodeParameters;
	typeVersion?: number;
}

/** Beside them a node that fails, and panels of n8n itself, which ours are compared with. */
const others = {
	waiting: {
		type: type('exchangeCalendarTrigger'),
		parameters: { ...ofAlice, options: { testWith: 'next' } },
	},
	failing: {
		type: type('exchangeCalendar'),
		parameters: { mailbox: { __rl: true, mode: 'address', value: 'nobody@enyoi.example' } },
	},
	outlook: {
		type: 'n8n-nodes-base.microsoftOutlook',
		typeVersion: 2,
		parameters: { resource: 'event', operation: 'getAll' },
	},
	http: {
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { url: '={{ $json.url }}', sendQuery: true },
	},
};

describeWith(chromium, 'the editor', () => {
	let session: Session;
	let editor: Editor;
	let workflow: string;
	let alices: Company['people'][number]['calendar'];

	beforeAll(async () => {
		const company = new Company();
		company.addServiceAccount();
		const person = company.addPerson({ accountName: 'alice', displayName: 'Alice Liddell' });
		person.addCalendar('Holidays');
		alices = person.calendar;
		alices.create({ subject: 'Review', start: new Date(Date.now() + 86_400_000) });
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
		const nodes = Object.entries<PanelOf>({ ...panels, ...others }).map(
			([panel, node], index): INode => ({
				id: panel,
				name: panel,
				typeVersion: 1,
				...node,
				position: [300, 200 * index],
				...(node.type.startsWith(type('')) && {
					credentials: { exchangeServerApi: { id: id!, name } },
				}),
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

	it('finds the nodes by the words that people use for them', async () => {
		await editor.openCreator();
		for (const words of [
			'microsoft exchange',
			'exchange server',
			'exchange calendar',
			'outlook calendar',
			'on premises',
			'kalender',
			'agenda',
			'ews',
		]) {
			const found = await editor.search(words, 'Exchange Calendar');
			expect({ words, found }).toEqual({
				words,
				found: expect.arrayContaining(['Sync Calendar Items']),
			});
		}
	});

	it.each(['light', 'dark'] as const)(
		'shows in the %s what a panel must have on top, and breaks no rule of accessibility that n8n itself keeps',
		async (theme) => {
			await editor.show(theme);
			const ofN8n = new Set<string>();
			await editor.openNode(workflow, 'outlook');
			for (const rule of (await editor.brokenRules()).keys()) ofN8n.add(rule);
			await editor.goToNode(workflow, 'http');
			for (const rule of (await editor.brokenRules()).keys()) ofN8n.add(rule);
			expect(await editor.theme()).toBe(theme);
			for (const [panel, first] of Object.entries(onTop)) {
				await editor.goToNode(workflow, panel);
				const labels = await editor.labels();
				expect({ panel, first: labels.slice(0, first.length) }).toEqual({ panel, first });
				expect(labels.length).toBeLessThan(17);
				expect(labels).not.toContain('Custom API Call');
				const more = [...(await editor.brokenRules())].filter(([rule]) => !ofN8n.has(rule));
				expect({ panel, more }).toEqual({ panel, more: [] });
				if (takesPictures) await picture(editor, `${panel}.${theme}`);
			}
		},
	);

	it('offers no Custom API Call, which could not work', async () => {
		const types = await session.client.nodeTypes();
		const own = types.filter(({ name }) => name.startsWith('n8n-nodes-exchange-server.'));
		expect(own.length).toBeGreaterThan(4);
		expect(JSON.stringify(own)).not.toContain('__CUSTOM_API_CALL__');
	});

	it.each([
		['resolveMailbox', /alice@enyoi\.example/],
		['failing', /nobody@enyoi\.example/],
	])('runs %s alone, and shows what came of it', async (panel, text) => {
		await editor.openNode(workflow, panel);
		await editor.execute();
		await editor.output.getByText(text).first().waitFor();
	});

	it('lets a mailbox and a calendar be chosen from lists', async () => {
		await editor.openNode(workflow, 'exchangeCalendar');
		const people = await editor.choose('mailbox', 'alice', 'Alice Liddell');
		expect(people).toEqual(['Alice Liddell (alice@enyoi.example)']);
		const calendars = await editor.choose('calendar', '', 'Holidays');
		expect(calendars).toEqual(['Default Calendar', 'Holidays']);
	});

	it.each([
		['the latest event', 'exchangeCalendarTrigger', 'Review'],
		['the next event', 'waiting', 'Just now'],
	])('tests a workflow with %s', async (_what, trigger, subject) => {
		await editor.openNode(workflow, trigger);
		await editor.execute();
		if (trigger === 'waiting') {
			const { openStreams } = subscriptionsOf(session.exchange.company);
			expect(openStreams).toBe(0);
			await until(() => subscriptionsOf(session.exchange.company).openStreams > 0);
			alices.create({ subject, start: new Date(Date.now() + 90_000_000) });
		}
		await editor.output.getByText(subject).first().waitFor();
		const columns = await editor.output.locator('th').allInnerTexts();
		expect(columns.map((name) => name.trim()).slice(0, 3)).toEqual([
			'kind',
			'changeType',
			'subject',
		]);
	});

	describe('the credential', () => {
		it('has what must be filled in on top, the rest only when it is asked for', async () => {
			const dialog = await editor.openCredential(session.credential.id);
			const must = ['Server', 'User', 'Password', 'Email Domain (DNS)', 'Test Mailbox'];
			const basic = [...must, 'Mailbox Access', 'Version', 'Show Advanced Settings'];
			const all = await dialog.labels();
			expect(all.slice(0, basic.length)).toEqual(basic);
			expect(all).toContain('CA Certificate');
			await dialog.toggle('showAdvanced');
			await dialog.element.getByText('CA Certificate').waitFor({ state: 'detached' });
			expect(await dialog.labels()).toEqual(basic);
		});

		it('is tested when it is saved: the cause stands in the dialog, until it is right', async () => {
			const dialog = await editor.openCredential(session.credential.id);
			await dialog.fill('password', 'wrong');
			await dialog.save();
			await dialog.element.getByText('More details').click();
			await dialog.element.getByText(/The user or the password is wrong/).waitFor();
			await dialog.fill('password', String(session.credential.data.password));
			await dialog.save();
			await dialog.element.getByText('Connection tested successfully').waitFor();
			if (takesPictures) {
				await dialog.element.screenshot({ path: path.join(images, 'credential.light.png') });
			}
		});
	});

	if (takesPictures) {
		it('notes which panels the pictures are of', async () => {
			const digests = `${JSON.stringify(panelDigests(), undefined, '\t')}\n`;
			await writeFile(path.join(images, 'panels.json'), digests);
		});
	}
});

async function picture(editor: Editor, name: string): Promise<void> {
	await mkdir(images, { recursive: true });
	await editor.page.waitForTimeout(500);
	await editor.parameters.screenshot({ path: path.join(images, `${name}.png`) });
}
