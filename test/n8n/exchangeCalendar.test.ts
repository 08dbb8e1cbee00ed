import { at, companyWithRoom } from './companyWithRoom';
import { address, calendarStep, expectEveryOperation, json } from './everyOperation';
import { startSession, startTimeoutMs, type Session } from './session';
import { end, items, saveWorkflow } from './workflow';

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
	await session?.stop();
	expect(session?.exchange.outbox).toEqual([]);
	expect(session?.exchange.schemaViolations).toEqual([]);
});

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

it('each operation does its work in a workflow', async () => {
	await expectEveryOperation(session.client, session.credential);
	// Nobody is mailed but who was invited on purpose.
	const { outbox } = session.exchange;
	expect(outbox.splice(0).map(({ subject }) => subject)).toEqual(['Planning']);
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
