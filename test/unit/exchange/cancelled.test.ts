import * as library from '../../../exchange';
import { connect, ExchangeError, type Exchange } from '../../../exchange';

const mailbox = 'alice@enyoi.example';
const [calendar, eventId, attachmentId] = [{ id: 'AAMkCal' }, 'AAMk', 'AAMkAtt'];
const one = { mailbox, event: eventId };
const times = { start: new Date('2026-11-25T08:00:00Z'), end: new Date('2026-11-25T17:00:00Z') };
const push = { mailbox, source: 'HR' };
const plan = {
	version: 2 as const,
	madeAt: '2026-11-25T09:00:00.000Z',
	linked: 0,
	sendInvitations: 'none' as const,
	deleteType: 'toDeletedItems' as const,
	actions: [{ action: 'unchanged' as const, externalId: '1', reason: 'same' as const }],
	...push,
};

async function drain(results: AsyncGenerator<unknown, unknown>): Promise<void> {
	while (!(await results.next()).done);
}

const functions: Record<string, (exchange: Exchange, signal: AbortSignal) => Promise<unknown>> = {
	getChanges: async (exchange, signal) =>
		await drain(library.getChanges(exchange, { mailbox, signal })),
	pushEvents: async (exchange, signal) =>
		await drain(library.pushEvents(exchange, { ...push, signal }, [])),
	planEvents: async (exchange, signal) =>
		await library.planEvents(exchange, { ...push, signal }, []),
	twoWay: async (exchange, signal) => await library.twoWay(exchange, { ...push, signal }, []),
	applyPlan: async (exchange, signal) => await drain(library.applyPlan(exchange, plan, { signal })),
	resolveMailboxes: async (exchange, signal) =>
		await drain(library.resolveMailboxes(exchange, [mailbox], { signal })),
	testConnection: async (exchange, signal) => await library.testConnection(exchange, { signal }),
	describeBehaviours: async (exchange, signal) =>
		await library.describeBehaviours(exchange, { mailbox, signal }),
	getFreeBusy: async (exchange, signal) =>
		await library.getFreeBusy(exchange, { mailboxes: [mailbox], ...times, signal }),
	findSlots: async (exchange, signal) =>
		await library.findSlots(exchange, {
			required: [mailbox],
			...times,
			durationMinutes: 30,
			signal,
		}),
	getRoomLists: async (exchange, signal) => await library.getRoomLists(exchange, { signal }),
	getRooms: async (exchange, signal) => await library.getRooms(exchange, { signal }),
	findFreeRooms: async (exchange, signal) =>
		await library.findFreeRooms(exchange, { ...times, signal }),
	getEvents: async (exchange, signal) =>
		await drain(library.getEvents(exchange, { mailbox, ...times, signal })),
	getEvent: async (exchange, signal) => await library.getEvent(exchange, { ...one, signal }),
	createEvent: async (exchange, signal) =>
		await library.createEvent(exchange, { mailbox, event: { subject: 'Review' }, signal }),
	updateEvent: async (exchange, signal) =>
		await library.updateEvent(exchange, { ...one, changes: { subject: 'Review' }, signal }),
	deleteEvent: async (exchange, signal) => await library.deleteEvent(exchange, { ...one, signal }),
	respondToEvent: async (exchange, signal) =>
		await library.respondToEvent(exchange, { ...one, response: 'accept', signal }),
	cancelEvent: async (exchange, signal) => await library.cancelEvent(exchange, { ...one, signal }),
	getCalendars: async (exchange, signal) =>
		await library.getCalendars(exchange, { mailbox, signal }),
	createCalendar: async (exchange, signal) =>
		await library.createCalendar(exchange, { mailbox, name: 'Noord', signal }),
	renameCalendar: async (exchange, signal) =>
		await library.renameCalendar(exchange, { mailbox, calendar, name: 'Noord', signal }),
	deleteCalendar: async (exchange, signal) =>
		await library.deleteCalendar(exchange, { mailbox, calendar, signal }),
	getCalendarPermissions: async (exchange, signal) =>
		await library.getCalendarPermissions(exchange, { mailbox, signal }),
	setCalendarPermission: async (exchange, signal) =>
		await library.setCalendarPermission(exchange, {
			mailbox,
			user: 'bob@enyoi.example',
			level: 'Reviewer',
			signal,
		}),
	getOutOfOffice: async (exchange, signal) =>
		await library.getOutOfOffice(exchange, { mailbox, signal }),
	setOutOfOffice: async (exchange, signal) =>
		await library.setOutOfOffice(exchange, { mailbox, status: 'disabled', signal }),
	getAttachments: async (exchange, signal) =>
		await library.getAttachments(exchange, { mailbox, eventId, signal }),
	downloadAttachment: async (exchange, signal) =>
		await library.downloadAttachment(exchange, { mailbox, eventId, attachmentId, signal }),
	addAttachment: async (exchange, signal) =>
		await library.addAttachment(exchange, {
			mailbox,
			eventId,
			name: 'plan.txt',
			content: Buffer.from('x'),
			signal,
		}),
	deleteAttachment: async (exchange, signal) =>
		await library.deleteAttachment(exchange, { mailbox, eventId, attachmentId, signal }),
};

/** Those that ask no server, and the watch, which ends without an error. */
const others = [
	'connect',
	'describePlan',
	'eventFromIcs',
	'eventToIcs',
	'positionStore',
	'watchCalendars',
];

it('every function of the library is tried', () => {
	const exported = Object.entries(library)
		.filter(([, value]) => typeof value === 'function' && !/^class\b/.test(String(value)))
		.map(([name]) => name);
	expect([...Object.keys(functions), ...others].sort()).toEqual(exported.sort());
});

describe.each(Object.entries(functions))('%s, cancelled', (_, run) => {
	const exchange = connect({
		server: 'http://127.0.0.1:9/EWS/Exchange.asmx',
		version: 'Exchange2016',
		emailDns: 'enyoi.example',
		user: 'svc-n8n',
		password: 'unused',
	});

	afterAll(async () => await exchange.close());

	it('throws an ExchangeError with the code cancelled', async () => {
		const error: unknown = await run(exchange, AbortSignal.abort()).catch((thrown) => thrown);

		expect(error).toBeInstanceOf(ExchangeError);
		expect(error).toMatchObject({ code: 'cancelled', name: 'Cancelled' });
	});
});
