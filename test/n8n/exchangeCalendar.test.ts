import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from '../../scripts/lib/n8nClient.mjs';
import { at, companyWithRoom } from './companyWithRoom';
import { startSession, startTimeoutMs, type Session } from './session';
import { end, items, ours, saveWorkflow, type Step } from './workflow';

const address = (value: string) => ({ __rl: true, mode: 'address', value });

let session: Session;
beforeAll(async () => {
	const people = ['alice', 'bob'];
	const company = companyWithRoom(people);
	for (const name of people) {
		company.user(name).calendar.create({
			subject: `Review of ${name}`,
			start: '2036-12-09T10:00',
			end: '2036-12-09T11:00',
		});
	}
	session = await startSession(company);
}, startTimeoutMs);
afterAll(async () => {
	expect(session?.exchange.outbox).toEqual([]);
	expect(session?.exchange.schemaViolations).toEqual([]);
	await session?.stop();
});

const json = (execution: Execution, node: string, output = 0) =>
	execution.items(node, output).map((item) => item.json);

const calendarStep = (
	name: string,
	operation: string,
	parameters: INodeParameters,
	more: Partial<Step> = {},
) => {
	const [resource, value] = operation.split('.');
	return ours('exchangeCalendar', name, { resource, operation: value, ...parameters }, more);
};

const december = { start: '2036-12-01', end: '2036-12-31' };

it('lists the events of many mailboxes; one that is not there goes to the error output', async () => {
	const workflow = await saveWorkflow(session.client, session.credential, [
		...items(
			['alice', 'nobody', 'bob'].map((name) => ({ emailAddress: at(name) })),
			'Events',
		),
		calendarStep(
			'Events',
			'event.getMany',
			{ mailbox: address('={{ $json.emailAddress }}'), ...december },
			{ onError: 'continueErrorOutput', next: [['Done'], ['Failed']] },
		),
		end('Done'),
		end('Failed'),
	]);
	const execution = await workflow.run();

	expect(json(execution, 'Events').map(({ subject }) => subject)).toEqual([
		'Review of alice',
		'Review of bob',
	]);
	expect(execution.items('Events').map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 2 },
	]);
	expect(json(execution, 'Events', 1)).toEqual([
		expect.objectContaining({ error: expect.stringContaining(at('nobody')) }),
	]);
});

it('creates, moves and deletes an event from step to step', async () => {
	const mailbox = address(at('bob'));
	const event = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
	const workflow = await saveWorkflow(session.client, session.credential, [
		calendarStep(
			'Create',
			'event.create',
			{ mailbox, subject: 'Lunch', start: '2036-12-10T12:00:00', end: '2036-12-10T13:00:00' },
			{ next: [['Move']] },
		),
		calendarStep(
			'Move',
			'event.update',
			{ mailbox, event, updateFields: { start: '2036-12-11T12:00:00' } },
			{ next: [['Free']] },
		),
		calendarStep(
			'Free',
			'availability.getFreeBusy',
			{ mailboxes: at('bob'), start: '2036-12-10', end: '2036-12-11' },
			{ next: [['Delete']] },
		),
		calendarStep('Delete', 'event.delete', {
			mailbox,
			event: { __rl: true, mode: 'id', value: "={{ $('Move').item.json.id }}" },
		}),
	]);
	const execution = await workflow.run();

	expect(execution.error('Delete')).toBeUndefined();
	expect(json(execution, 'Create')).toMatchObject([{ action: 'created', subject: 'Lunch' }]);
	expect(json(execution, 'Move')).toMatchObject([{ action: 'updated' }]);
	expect(json(execution, 'Free')[0].scheduleItems).toHaveLength(1);
	expect(json(execution, 'Delete')).toMatchObject([{ action: 'deleted' }]);
	expect(
		session.exchange.company
			.user('bob')
			.calendar.items()
			.map(({ subject }) => subject),
	).toEqual(['Review of bob']);
});

it('each other operation does its work in a workflow', async () => {
	const mailbox = address(at('alice'));
	const event = { __rl: true, mode: 'id', value: "={{ $('Create').first().json.id }}" };
	const calendar = { __rl: true, mode: 'id', value: "={{ $('New').first().json.id }}" };
	// In n8n's own zone, New York; within the working hours of Amsterdam.
	const nine = { start: '2036-12-16T09:00:00', end: '2036-12-16T10:00:00' };
	const steps: Array<[name: string, operation: string, parameters: INodeParameters]> = [
		['New', 'calendar.create', { mailbox, name: 'Travel' }],
		['Rename', 'calendar.rename', { mailbox, calendar, name: 'Trips' }],
		['Share', 'calendar.setPermission', { mailbox, calendar, user: at('bob'), level: 'Reviewer' }],
		['Permissions', 'calendar.getPermissions', { mailbox, calendar }],
		['Create', 'event.create', { mailbox, calendar, subject: 'Trip', ...nine }],
		['Get', 'event.get', { mailbox, event, options: { asIcs: true } }],
		['Attach', 'attachment.add', { mailbox, event }],
		['Files', 'attachment.getMany', { mailbox, event }],
		['File', 'attachment.download', { mailbox, event }],
		['Detach', 'attachment.delete', { mailbox, event }],
		['Remove', 'event.delete', { mailbox, event }],
		['Drop', 'calendar.delete', { mailbox, calendar }],
		['Calendars', 'calendar.getMany', { mailbox }],
		['Slots', 'availability.findSlots', { required: at('alice'), ...nine, durationMinutes: 60 }],
		['Away', 'outOfOffice.set', { mailbox, status: 'scheduled', ...nine, internalReply: 'Lunch' }],
		['Reply', 'outOfOffice.get', { mailbox }],
		['Rooms', 'room.getMany', { roomList: address(at('rooms')) }],
		['Free', 'room.findFree', { roomList: address(at('rooms')), ...nine }],
		['Lists', 'room.getLists', {}],
	];
	const workflow = await saveWorkflow(
		session.client,
		session.credential,
		// Each step goes on once, however much it found.
		steps.map(([name, operation, parameters], index) => ({
			...calendarStep(name, operation, parameters, {
				next: steps[index + 1] ? [[steps[index + 1][0]]] : [],
			}),
			executeOnce: true,
		})),
	);
	const execution = await workflow.run();
	const first = Object.fromEntries(steps.map(([name]) => [name, json(execution, name)[0]]));

	expect(first).toMatchObject({
		New: { action: 'created', name: 'Travel' },
		Rename: { action: 'renamed', name: 'Trips' },
		Create: { action: 'created', subject: 'Trip' },
		Get: { subject: 'Trip', type: 'singleInstance' },
		Attach: { action: 'added', name: 'Trip.ics' },
		Files: { kind: 'file', name: 'Trip.ics' },
		File: { name: 'Trip.ics' },
		Detach: { action: 'deleted' },
		Remove: { action: 'deleted' },
		Drop: { action: 'deleted', name: 'Trips' },
		Calendars: { isDefault: true },
		Slots: { found: 1 },
		Away: { status: 'scheduled' },
		Reply: { status: 'scheduled', internalReplyText: 'Lunch' },
		Rooms: { emailAddress: at('atrium'), capacity: 8 },
		Free: { emailAddress: at('atrium') },
		Lists: { emailAddress: at('rooms') },
	});
	expect(json(execution, 'Permissions')).toContainEqual(
		expect.objectContaining({ user: at('bob'), level: 'Reviewer' }),
	);
	expect(execution.items('File')[0].binary).toMatchObject({ data: { fileName: 'Trip.ics' } });
});

it('fills its lists in the editor', async () => {
	const list = async (methodName: string, parameters: object) =>
		await session.client.request('POST', '/rest/dynamic-node-parameters/resource-locator-results', {
			path: 'parameters.event',
			nodeTypeAndVersion: { name: 'n8n-nodes-exchange-server.exchangeCalendar', version: 1 },
			methodName,
			currentNodeParameters: { authentication: 'account', ...parameters },
			credentials: { exchangeServerApi: { id: session.credential.id, name: 'Exchange Server' } },
		});

	expect(await list('searchRoomLists', {})).toMatchObject({ results: [{ value: at('rooms') }] });
	expect(await list('searchCalendars', { mailbox: address(at('alice')) })).toMatchObject({
		results: [{ name: 'Default Calendar' }],
	});
	expect(await list('searchEvents', { mailbox: address(at('alice')) })).toEqual({ results: [] });
});
