/**
 * Works with a calendar and prints what the channels tell, one JSON line each. Started by trace.test.ts:
 * TRACE_SETTINGS and TRACE_WRONG_SETTINGS hold connection settings as JSON.
 */
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout } from 'node:timers/promises';
import {
	addAttachment,
	connect,
	createCalendar,
	createEvent,
	deleteEvent,
	downloadAttachment,
	getChanges,
	getEvents,
	getFreeBusy,
	positionStore,
	pushEvents,
	setOutOfOffice,
	twoWay,
	updateEvent,
	watchCalendars,
	type ConnectionSettings,
	type Exchange,
} from '../../../exchange';

const mailbox = 'alice@enyoi.example';
const now = new Date('2026-11-23T10:00:00Z');
const [settings, wrong] = [process.env.TRACE_SETTINGS!, process.env.TRACE_WRONG_SETTINGS!].map(
	(text) => JSON.parse(text) as ConnectionSettings,
);

for (const name of ['request', 'answer', 'retry', 'plan', 'position']) {
	subscribe(`exchange:${name}`, (message) => {
		process.stdout.write(`${JSON.stringify([name, message])}\n`);
	});
}

const event = {
	externalId: '7',
	subject: 'subject-marker-1',
	body: 'body-marker-2',
	location: 'place-marker-3',
	attendees: [
		{ emailAddress: { address: 'guest-marker-4@enyoi.example', name: 'guest-marker-5' } },
	],
	start: '2026-11-25T09:00:00Z',
	end: '2026-11-25T10:00:00Z',
};

/** The plain operations, and a watch. */
async function useCalendar(exchange: Exchange): Promise<void> {
	const content = { ...event, externalId: undefined };
	const { event: made } = await createEvent(exchange, { mailbox, event: content });
	const eventId = made.id!;
	const joinUrl = 'https://meet.example/link-marker-6';
	const changes = { subject: 'subject-marker-7', onlineMeeting: { joinUrl } };
	await updateEvent(exchange, { mailbox, event: eventId, changes });
	const [start, end] = [new Date('2026-11-25T00:00:00Z'), new Date('2026-11-26T00:00:00Z')];
	const search = 'subject-marker-7';
	for await (const found of getEvents(exchange, { mailbox, start, end, search })) void found;
	const bytes = Buffer.from('file-marker-8');
	const name = 'name-marker-9.txt';
	const file = await addAttachment(exchange, { mailbox, eventId, name, content: bytes });
	await downloadAttachment(exchange, { mailbox, eventId, attachmentId: file.id });
	await getFreeBusy(exchange, { mailboxes: [mailbox], start, end });
	await createCalendar(exchange, { mailbox, name: 'calendar-marker-10' });
	const internalReply = 'reply-marker-11';
	await setOutOfOffice(exchange, { mailbox, status: 'alwaysEnabled', internalReply });
	await deleteEvent(exchange, { mailbox, event: eventId });
	const news = watchCalendars(exchange, { mailboxes: [mailbox], positionStore: 'memory' });
	// A watch looks around the time that it is.
	const soon = {
		...content,
		start: new Date(Date.now() + 3_600_000).toISOString(),
		end: new Date(Date.now() + 7_200_000).toISOString(),
	};
	let isTold = false;
	const first = news.next().then(() => (isTold = true));
	// What was there before its first reading is not told.
	while (!isTold) {
		await createEvent(exchange, { mailbox, event: soon });
		await setTimeout(200);
	}
	await first;
	await news.return();
}

async function run(): Promise<void> {
	const exchange = connect(settings);
	for await (const result of pushEvents(exchange, { mailbox, source: 'hr', now }, [event])) {
		if (result.action !== 'created') throw new Error(JSON.stringify(result));
	}
	const store = positionStore(exchange, { kind: 'mailbox', mailbox, name: 'trace' });
	await store.read();
	const changes = getChanges(exchange, { mailbox, now, privacy: 'full', includeBody: 'html' });
	let position: string | undefined;
	while (position === undefined) {
		const next = await changes.next();
		if (next.done) ({ position } = next.value);
	}
	await store.write(position);
	await store.park(`${position} `, 'run-1');
	await store.read();
	await twoWay(exchange, { mailbox, source: 'crm', input: 'snapshot', now }, [
		{ ...event, externalId: '8' },
	]);
	await useCalendar(exchange);
	await exchange.close();
	const stranger = connect(wrong);
	const failed = await getChanges(stranger, { mailbox, now })
		.next()
		.then(
			() => false,
			() => true,
		);
	if (!failed) throw new Error('the wrong password was accepted');
	await stranger.close();
	process.stdout.write(`${JSON.stringify(['end', { position }])}\n`);
}

void run();
