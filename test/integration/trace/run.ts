/**
 * Works with a calendar and prints what the channels tell, one JSON line each. Started by trace.test.ts:
 * TRACE_SETTINGS and TRACE_WRONG_SETTINGS hold connection settings as JSON.
 */
import { subscribe } from 'node:diagnostics_channel';
import {
	connect,
	getChanges,
	positionStore,
	pushEvents,
	twoWay,
	type ConnectionSettings,
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
