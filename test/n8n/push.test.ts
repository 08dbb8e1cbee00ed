import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { AddedWorkflow } from '../../scripts/lib/demoWorkflows.mjs';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import { Company } from '../exchangeServer/company';
import { startSession, startTimeoutMs, type Session } from './session';
import { end, ours, saveWorkflow, type Step } from './workflow';

const MS_PER_DAY = 86_400_000;
const people = ['alice', 'bob', 'carol', 'dave', 'erin'];

let session: Session;
beforeAll(async () => {
	const company = new Company();
	company.addServiceAccount();
	for (const accountName of people) company.addPerson({ accountName });
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => {
	expect(session?.exchange.outbox).toEqual([]);
	expect(session?.exchange.schemaViolations).toEqual([]);
	await session?.stop();
});

const json = (execution: Execution, node: string, output = 0) =>
	execution.items(node, output).map((item) => item.json);
const calendar = (person: string) => session.exchange.company.user(person).calendar;
const subjects = (person: string) =>
	calendar(person)
		.items()
		.map(({ subject }) => subject)
		.sort();

const at = (days: number, hour: number) => {
	const date = new Date(Date.now() + days * MS_PER_DAY).toISOString().slice(0, 10);
	return `${date}T${String(hour).padStart(2, '0')}:00:00Z`;
};

const shift = (person: string, externalId: string, subject = `Shift ${externalId}`) => ({
	emailAddress: `${person}@enyoi.example`,
	externalId,
	subject,
	start: at(2, 9),
	end: at(2, 17),
});

/** Fills in the fields one by one, as somebody does in the editor. */
const mapped: INodeParameters = {
	source: 'planning',
	eventAs: 'fields',
	subject: '={{ $json.subject }}',
	start: '={{ $json.start }}',
	end: '={{ $json.end }}',
};

/** The same as one object, with what the item has in `event` besides. */
const asJson: INodeParameters = {
	source: 'planning',
	eventAs: 'json',
	event: '={{ ({ subject: $json.subject, start: $json.start, end: $json.end, ...$json.event }) }}',
};

/** A workflow whose items come with the call of its webhook. */
async function workflowOf(...steps: Step[]): Promise<AddedWorkflow> {
	return await saveWorkflow(session.client, session.credential, [
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.list', options: {} },
			next: [[steps[0].name]],
		},
		...steps,
	]);
}

const run = async (workflow: AddedWorkflow, list: IDataObject[]) => await workflow.run({ list });

it('pushes mapped fields into several calendars, and nothing the second time', async () => {
	const workflow = await workflowOf(
		ours(
			'syncCalendarItems',
			'Push',
			{ operation: 'push', ...mapped },
			{ onError: 'continueErrorOutput', next: [['Done'], ['Failed']] },
		),
		end('Done'),
		end('Failed'),
	);
	const list = [shift('alice', '1'), shift('nobody', '2'), shift('bob', '3'), shift('alice', '4')];

	const first = await run(workflow, list);
	expect(json(first, 'Push').map(({ externalId, action }) => [externalId, action])).toEqual([
		['1', 'created'],
		['3', 'created'],
		['4', 'created'],
	]);
	expect(json(first, 'Push', 1)).toEqual([
		expect.objectContaining({
			externalId: '2',
			error: expect.stringContaining('nobody@enyoi.example'),
		}),
	]);
	const second = await run(workflow, list);
	expect(json(second, 'Push').map(({ action }) => action)).toEqual(
		Array.from({ length: 3 }, () => 'unchanged'),
	);
	expect(subjects('alice')).toEqual(['Shift 1', 'Shift 4']);
	expect(subjects('bob')).toEqual(['Shift 3']);
});

it('stops a snapshot that would delete too much before anything is written', async () => {
	const workflow = await workflowOf(
		ours('syncCalendarItems', 'Push', { operation: 'push', action: 'snapshot', ...mapped }),
	);
	const all = Array.from({ length: 20 }, (_, n) => shift('carol', String(n)));
	expect((await run(workflow, all)).status).toBe('success');

	const refused = await run(workflow, [...all.slice(0, 3), shift('carol', 'new')]);
	expect(refused.status).toBe('error');
	expect(refused.error('Push')).toMatchObject({
		message: expect.stringMatching(/17 events would be deleted.*carol@enyoi\.example/),
		description: expect.stringContaining('Nothing was written'),
	});
	expect(subjects('carol')).toEqual(all.map(({ subject }) => subject).sort());

	expect((await run(workflow, all.slice(0, 16))).status).toBe('success');
	expect(subjects('carol')).toHaveLength(16);
});

it('plans, waits for the approval, and applies what was approved', async () => {
	const ifApproved: Step = {
		name: 'Approved?',
		type: 'n8n-nodes-base.if',
		typeVersion: 2.2,
		parameters: {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
				combinator: 'and',
				conditions: [
					{
						id: 'few',
						leftValue: '={{ $json.create + $json.update + $json.delete }}',
						rightValue: 3,
						operator: { type: 'number', operation: 'lte' },
					},
				],
			},
			options: {},
		},
		next: [['Apply'], ['Too Much']],
	};
	const workflow = await workflowOf(
		ours(
			'syncCalendarItems',
			'Plan',
			{ operation: 'push', dryRun: true, ...mapped },
			{ next: [['Approved?']] },
		),
		ifApproved,
		ours('syncCalendarItems', 'Apply', { operation: 'apply' }),
		end('Too Much'),
	);
	const list = ['1', '2', '3', '4'].map((externalId) => shift('dave', externalId));

	const refused = await run(workflow, list);
	expect(json(refused, 'Too Much')).toMatchObject([{ create: 4, dryRun: true }]);
	expect(subjects('dave')).toEqual([]);

	const applied = await run(workflow, list.slice(0, 3));
	expect(json(applied, 'Apply').map(({ action }) => action)).toEqual([
		'created',
		'created',
		'created',
	]);
	expect(subjects('dave')).toEqual(['Shift 1', 'Shift 2', 'Shift 3']);
});

it('keeps both sides together over several rounds of edits', async () => {
	const workflow = await workflowOf(
		ours(
			'syncCalendarItems',
			'Sync',
			{ operation: 'twoWay', ...asJson },
			{ next: [['For the Source'], ['In Exchange'], ['Conflicts']] },
		),
		end('For the Source'),
		end('In Exchange'),
		end('Conflicts'),
	);
	const nothing = { emailAddress: 'erin@enyoi.example' };
	let told: IDataObject[] = [];
	const round = async (...list: IDataObject[]) => {
		const execution = await run(workflow, list);
		expect(execution.status).toBe('success');
		const said = (output: number, field: string) =>
			json(execution, 'Sync', output).map((one) => [one.externalId, one[field]]);
		told = json(execution, 'Sync');
		return {
			forSource: said(0, 'changeType'),
			inExchange: said(1, 'action').filter(([, action]) => action !== 'unchanged'),
			conflicts: said(2, 'action'),
		};
	};
	const still = { forSource: [], inExchange: [], conflicts: [] };
	const idOf = (subject: string) =>
		calendar('erin')
			.items()
			.find((item) => item.subject === subject)!.id;

	expect(await round(shift('erin', '1'), shift('erin', '2'))).toEqual({
		...still,
		inExchange: [
			['1', 'created'],
			['2', 'created'],
		],
	});
	expect(await round(nothing)).toEqual(still);

	calendar('erin').update(idOf('Shift 1'), { subject: 'Swapped by Erin' });
	expect(await round(shift('erin', '2', 'Longer'))).toEqual({
		forSource: [['1', 'updated']],
		inExchange: [['2', 'updated']],
		conflicts: [],
	});
	expect(await round(shift('erin', '1', 'Swapped by Erin'))).toEqual(still);

	calendar('erin').update(idOf('Longer'), { subject: 'By Erin' });
	expect(await round(shift('erin', '2', 'By planning'))).toMatchObject({
		inExchange: [],
		conflicts: [['2', 'conflict']],
	});
	expect(subjects('erin')).toEqual(['By Erin', 'Swapped by Erin']);

	calendar('erin').delete(idOf('Swapped by Erin'));
	expect((await round(nothing)).forSource).toContainEqual(['1', 'deleted']);

	const series = { ...shift('erin', '3'), event: { rrule: 'FREQ=WEEKLY;COUNT=4' } };
	expect((await round(series)).inExchange).toContainEqual(['3', 'created']);
	calendar('erin').occurrence(idOf('Shift 3'), 2).update({ subject: 'With the board' });
	expect((await round(nothing)).forSource).toEqual([['3', 'updated']]);
	expect(told[0]).toMatchObject({
		subject: 'Shift 3',
		exceptions: [{ subject: 'With the board' }],
	});
	const { exceptions } = told[0];
	expect(await round({ ...series, event: { ...series.event, exceptions } })).toEqual(still);
});
