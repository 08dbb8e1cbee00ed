/**
 * Two-way sync without a server: what it does itself between the answers. Usage: twoWay.ts ITEMS INPUTS FILE
 * [rest]; prints a measurement of the first run, and leaves its position in the file. With `rest` it goes on
 * from there, and nothing has changed.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { timeZones } from '../../exchange/calendar/timeZone';
import { EventLoopTurns } from '../../exchange/eventLoop';
import type { CalendarItemRecord } from '../../exchange/ews/calendarItem';
import { itemView } from '../../exchange/push/carryOut/items';
import { readInput } from '../../exchange/push/input/readInput';
import type { LinkState } from '../../exchange/push/plan/link';
import type { CalendarItemView } from '../../exchange/push/plan/plan';
import type { ItemOutline, TwoWayAccess } from '../../exchange/push/ports';
import { syncTwoWay, type TwoWayOptions } from '../../exchange/push/twoWay';
import { readMemories } from '../../exchange/push/twoWayPosition';
import { measure, type Measurement } from './measure';

export interface TwoWayMeasurement extends Measurement {
	requests: number;
}

const [count, inputCount] = process.argv.slice(2).map(Number);
const [file, kind] = process.argv.slice(4);
const isRest = kind === 'rest';
const now = new Date('2026-11-23T10:00:00Z');
const source = 'hr';
const zones = timeZones();
let requests = 0;

function record(number: number): CalendarItemRecord {
	const start = new Date(now.getTime() + (number % 8000) * 3_600_000);
	const uid = createHash('sha256').update(String(number)).digest('hex').toUpperCase();
	return {
		itemId: { id: `AAMkAD${uid}${uid}`, changeKey: `DwAA${number}` },
		uid,
		subject: `Appointment ${number}`,
		body: { type: 'HTML', text: `<p>${`Text of ${number}. `.repeat(60)}</p>` },
		start: start.toISOString(),
		end: new Date(start.getTime() + 3_600_000).toISOString(),
		calendarItemType: 'Single',
	} as CalendarItemRecord;
}

/** A calendar at rest is not read. */
const all = isRest ? [] : Array.from({ length: count }, (_, number) => record(number));
const records = new Map(all.map((one) => [one.itemId.id, one]));
/** What the created items hold of the source, by item id. */
const links = new Map<string, { externalId: string; state: LinkState }>();
let made = count;
const events = Array.from({ length: inputCount }, (_, input) => {
	const start = new Date(now.getTime() + input * 3_600_000).toISOString();
	const end = new Date(now.getTime() + (input + 1) * 3_600_000).toISOString();
	const given = { externalId: `e${input}`, subject: `Shift ${input}`, start, end };
	const reading = {
		zones,
		source,
		defaultZone: 'UTC',
		isZoneChosen: true,
		withAttendees: false,
		knowsWorkingElsewhere: true,
	};
	const { externalId } = given;
	return { externalId, input, action: 'upsert' as const, event: readInput(given, reading) };
});

/** An answer takes a turn of the event loop; so many come one after the other. */
async function answers(number: number): Promise<void> {
	requests += number;
	for (let left = number; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
}

const pageSize = 512;
const batchSize = 100;
const listing = [...records.keys()];
let listed = 0;

/** Batch by batch, as they are answered. */
async function* batchesOf(ids: readonly string[]): AsyncGenerator<readonly string[]> {
	for (let at = 0; at < ids.length; at += batchSize) {
		await answers(1);
		yield ids.slice(at, at + batchSize);
	}
}

const access: TwoWayAccess = {
	source,
	batchSize: 50,
	memoryBatchSize: 200,
	changedItems: async () => {
		await answers(1);
		const some = listing.slice(listed, listed + pageSize);
		listed += some.length;
		const changes = some.map((id) => {
			return { kind: 'create' as const, itemId: records.get(id)!.itemId };
		});
		return {
			changes,
			syncState: `state ${listed}`,
			includesLastItemInRange: listed === listing.length,
		};
	},
	outlines: async (ids) => {
		const found = new Map<string, ItemOutline>();
		for await (const batch of batchesOf(ids)) {
			for (const id of batch) {
				const item = records.get(id);
				if (item === undefined) continue;
				const { itemId, uid, start = '', end = '' } = item;
				const times = { start: Date.parse(start), end: Date.parse(end) };
				const externalId = links.get(id)?.externalId;
				const own = externalId === undefined ? {} : { externalId };
				found.set(id, { changeKey: itemId.changeKey, iCalUId: uid, ...times, ...own });
			}
		}
		return found;
	},
	read: async (ids) => {
		const found = new Map<string, CalendarItemView>();
		for await (const batch of batchesOf(ids)) {
			for (const id of batch) {
				const item = records.get(id);
				if (item) found.set(id, { ...itemView(item, source), ...links.get(id) });
			}
		}
		return found;
	},
	create: async (steps) => {
		await answers(1);
		return steps.map(({ event, state }) => {
			const item = record(made++);
			links.set(item.itemId.id, { externalId: `e${event.subject?.slice(6)}`, state });
			const { subject, times } = event;
			records.set(item.itemId.id, { ...item, subject, start: times?.start, end: times?.end });
			return { ok: true as const, ...item.itemId };
		});
	},
	linkedTo: async () => {
		await answers(1);
		return [];
	},
	all: async () => [],
	strangers: async () => await Promise.resolve(new Map<string, never>()),
	hiddenItems: async () => await Promise.resolve(undefined),
	update: async () => [],
	delete: async () => [],
	removeCopies: async () => [],
	finishSeries: async () => [],
	remember: async (steps) => {
		await answers(1);
		return steps.map(({ item, state }) => {
			const { externalId = '' } = links.get(item.id) ?? {};
			links.set(item.id, { externalId, state });
			return { ok: true as const, ...item };
		});
	},
	waitForLostRequest: async () => undefined,
};

async function sync(given: string | undefined): Promise<[TwoWayMeasurement, string]> {
	let position = '';
	requests = 0;
	const measurement = await measure(async () => {
		const turns = new EventLoopTurns();
		const options: TwoWayOptions = { mailbox: 'alice@enyoi.example', source, now, position: given };
		const memory = await readMemories(options, turns);
		const inputs = { events, isIncomplete: false, extendedProperties: [], zones };
		const result = await syncTwoWay(access, inputs, options, { memory, turns });
		({ position } = result);
		return result.forSource.length;
	});
	return [{ ...measurement, requests }, position];
}

async function run(): Promise<void> {
	const [measurement, position] = await sync(isRest ? readFileSync(file, 'utf8') : undefined);
	if (!isRest) {
		const [, settled] = await sync(position);
		writeFileSync(file, settled);
	}
	process.stdout.write(`${JSON.stringify(measurement)}\n`);
}

void run();
