import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { EventLoopTurns } from '../../../../exchange/eventLoop';
import { KnownItems } from '../../../../exchange/changes/position/known';
import type { KnownContent } from '../../../../exchange/changes/position/knownItem';
import {
	checkScope,
	checkSettings,
	readPosition,
	writePosition,
	type PositionScope,
} from '../../../../exchange/changes/position/format';

const scope: PositionScope = {
	mailbox: 'Alice@enyoi.example', calendar: '', expand: 'occurrences', pastDays: 30, futureDays: 365, server: 'mail',
}; // prettier-ignore
const now = Date.UTC(2026, 10, 22);
const dayMs = 86_400_000;
const turns = new EventLoopTurns();
const write = async (contents: KnownContent[], syncState = '') => {
	const items = new KnownItems();
	for (const content of contents) items.add(content);
	const unreadable = [{ id: 'x', attempts: 2 }];
	return await writePosition({ scope, writtenAt: now, syncState, items, unreadable }, turns);
};
const read = async (text: string) => await readPosition(text, turns);
const random = (name: string, bytes: number) =>
	createHash('sha512').update(name).digest().subarray(0, bytes);
const outlookUid = (n: number) =>
	`040000008200E00074C5B7101A82E00800000000${random(`t${n}`, 6).toString('hex')}DC010000000000000000010000000`
		.slice(0, 56)
		.padEnd(56, '0')
		.toUpperCase() + `000000000000000010000000${random(`u${n}`, 16).toString('hex')}`.toUpperCase();

const single = (n: number): KnownContent => {
	const start = now + ((n * 37) % 390) * dayMs - 30 * dayMs + (n % 40) * 900_000;
	const content = random(`c${n}`, 6).readUIntBE(0, 6) * 32;
	return {
		ids: [random(`i${n}`, 6).readUIntLE(0, 6)],
		uid: outlookUid(n),
		self: { start, end: start + 3_600_000, content },
	};
};

const series = (n: number, everyDays: number): KnownContent => {
	const content = random(`c${n}`, 6).readUIntBE(0, 6) * 32;
	const occurrences = new Map();
	for (let day = -30; day < 365; day += everyDays) {
		const summer = day > 126 && day < 340 ? 3_600_000 : 0;
		const start = now + day * dayMs + 9 * 3_600_000 - summer;
		const moved = occurrences.size % 13 === 5;
		occurrences.set(start, {
			start: moved ? start + 7_200_000 : start,
			end: start + (moved ? 9_000_000 : 1_800_000),
			content: moved ? content + 77 : content,
		});
	}
	return {
		ids: [random(`i${n}`, 6).readUIntLE(0, 6)],
		uid: outlookUid(n),
		occurrences,
		nextStart: now + 366 * dayMs,
	};
};

describe('a position', () => {
	it('gives back what was put in', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(knownItem(), { maxLength: 30 }),
				fc.oneof(fc.string(), fc.base64String()),
				async (items, syncState) => {
					const stored = await read(await write(items, syncState));
					if (stored === 'otherVersion') throw new Error(stored);
					expect(stored.syncState).toBe(syncState);
					expect(stored.unreadable).toEqual([{ id: 'x', attempts: 2 }]);
					expect(normalized([...stored.items.values()])).toEqual(normalized(items));
				},
			),
		);
	});

	it('gives back the time of writing and its whole scope', async () => {
		const own: PositionScope = {
			mailbox: 'BOB@enyoi.example', calendar: 'AAMk', expand: 'series', pastDays: 0, futureDays: 1500, server: 'other',
		}; // prettier-ignore
		const content = { scope: own, syncState: 'H4sI', items: new KnownItems(), unreadable: [] };
		for (const writtenAt of [now, now + 1]) {
			const stored = await read(await writePosition({ ...content, writtenAt }, turns));
			if (stored === 'otherVersion') throw new Error(stored);
			expect(stored).toMatchObject({ writtenAt, syncState: 'H4sI', unreadable: [] });
			expect(stored.scope).toMatchObject({
				mailbox: 'bob@enyoi.example',
				expand: 'series',
				pastDays: 0,
				futureDays: 1500,
			});
			expect(checkScope(stored.scope, own)).toEqual({ sameServer: true, sameSettings: true });
			expect(() => checkScope(stored.scope, { ...own, calendar: '' })).toThrow('another calendar');
			expect(() => checkSettings(stored.scope, { ...own, expand: 'occurrences' })).toThrow(
				'expand = series, not occurrences',
			);
		}
	});

	it('says nothing of the calendar and the server that it is of', async () => {
		const own = { ...scope, calendar: 'A'.repeat(120), server: 'mail.enyoi.example' };
		const stored = await read(
			await writePosition(
				{ scope: own, writtenAt: now, syncState: '', items: new KnownItems(), unreadable: [] },
				turns,
			),
		);
		if (stored === 'otherVersion') throw new Error(stored);
		expect([stored.scope.calendar, stored.scope.server]).toEqual([
			expect.stringMatching(/^[\w-]{16}$/),
			expect.stringMatching(/^[\w-]{16}$/),
		]);
	});

	it('takes at most 30 bytes an occurrence, and 40 KB for a usual calendar', async () => {
		const items = [
			...Array.from({ length: 400 }, (_, n) => single(n)),
			...Array.from({ length: 25 }, (_, n) => series(1000 + n, 7)),
			...Array.from({ length: 8 }, (_, n) => series(2000 + n, 14)),
			...Array.from({ length: 3 }, (_, n) => series(3000 + n, 1)),
		];
		const events = items.reduce(
			(sum, { self, occurrences }) => sum + (self ? 1 : 0) + (occurrences?.size ?? 0),
			0,
		);
		const position = await write(items, random('state', 64).toString('base64').repeat(20));
		expect(position.length / events).toBeLessThan(30);
		expect(position.length).toBeLessThan(40 * 1024);
		const daily = await write([series(1, 1)]);
		expect(daily.length).toBeLessThan(1200);
	});

	it('takes what a single cannot do without, mostly its UID', async () => {
		const position = await write(Array.from({ length: 1000 }, (_, n) => single(n)));
		expect(position.length / 1000).toBeLessThan(56);
	});

	it('of a large calendar is written and read a bit at a time, so that others get their turn', async () => {
		const items = new KnownItems();
		for (let n = 0; n < 600; n++) items.add(single(n));
		for (let n = 0; n < 12; n++) items.add(series(10_000 + n, 1));
		let pauses = 0;
		const impatient = { isOver: true, next: async () => await Promise.resolve(void pauses++) };
		const position = await writePosition(
			{ scope, writtenAt: now, syncState: '', items, unreadable: [] },
			impatient,
		);
		expect(pauses).toBeGreaterThan(612 / 8);
		pauses = 0;
		const stored = await readPosition(position, impatient);
		expect(pauses).toBeGreaterThan(20);
		if (stored === 'otherVersion') throw new Error(stored);
		expect(normalized([...stored.items.values()])).toEqual(normalized([...items.values()]));
	});

	it('shows every change to it', async () => {
		const position = await write([single(1), series(2, 7)], 'state');
		for (let place = 4; place < position.length; place++) {
			const letter = position[place] === 'A' ? 'Q' : 'A';
			const changed = position.slice(0, place) + letter + position.slice(place + 1);
			const reading = read(changed);
			// The last letter's spare bits carry nothing.
			if (place === position.length - 1) await reading.catch(() => undefined);
			else await expect(reading).rejects.toMatchObject({ code: 'position', reason: 'damaged' });
		}
		await expect(read(position.slice(0, -8))).rejects.toMatchObject({ reason: 'damaged' });
		await expect(read('')).rejects.toMatchObject({ reason: 'notAPosition' });
		await expect(read('{"position":1}')).rejects.toMatchObject({
			reason: 'notAPosition',
			field: 'position',
			remedyBy: 'you',
			remedy: expect.stringContaining('full sync'),
		});
	});

	it.each(['xcp3.AAAA', 'cp3.AAAA!', 'cp3.', 'cp.AAAA', 'cp12345.AAAA', 'cp3-AAAA'])(
		'is not what only looks like one: %s',
		async (text) => {
			await expect(read(text)).rejects.toMatchObject({ reason: 'notAPosition' });
		},
	);

	it('that goes on after its end, or ends before, is damaged although its digest is right', async () => {
		const text = await write([single(1)]);
		const content = inflateRawSync(Buffer.from(text.slice(4), 'base64url').subarray(12));
		const sealed = (bytes: Buffer) => {
			const packed = deflateRawSync(bytes);
			const digest = createHash('sha256').update(packed).digest().subarray(0, 12);
			return `cp3.${Buffer.concat([digest, packed]).toString('base64url')}`;
		};
		expect(await read(sealed(content))).toMatchObject({ writtenAt: now });
		for (const other of [Buffer.concat([content, Buffer.alloc(1)]), content.subarray(0, -1)]) {
			await expect(read(sealed(other))).rejects.toMatchObject({ reason: 'damaged' });
		}
	});

	it('of another format is known as such', async () => {
		expect(await read('cp1.AAAA')).toBe('otherVersion');
		expect(await read('cp2.AAAA')).toBe('otherVersion');
		expect(await read('cp1234.A_-9')).toBe('otherVersion');
	});

	it('of another server goes on with a full comparison, of something else not at all', async () => {
		const stored = await read(await write([]));
		if (stored === 'otherVersion') throw new Error(stored);
		expect(checkScope(stored.scope, scope)).toEqual({ sameServer: true, sameSettings: true });
		expect(
			checkScope(stored.scope, { ...scope, mailbox: 'ALICE@enyoi.example', server: 'new' }),
		).toEqual({ sameServer: false, sameSettings: true });
		const refused = (change: Partial<PositionScope>) => () => {
			checkScope(stored.scope, { ...scope, ...change });
			checkSettings(stored.scope, { ...scope, ...change });
		};
		expect(refused({ mailbox: 'bob@enyoi.example' })).toThrow(
			'is of alice@enyoi.example, not of bob@enyoi.example',
		);
		expect(refused({ calendar: 'X' })).toThrow('another calendar');
		expect(refused({ expand: 'series' })).toThrow('expand = occurrences, not series');
		expect(refused({ futureDays: 1 })).toThrow('futureDays = 365, not 1');
		expect(refused({ pastDays: 31 })).toThrow('pastDays = 30, not 31');
		const reasons = [
			[{ mailbox: 'bob@enyoi.example' }, 'otherMailbox'],
			[{ calendar: 'X' }, 'otherCalendar'],
			[{ expand: 'series' }, 'otherExpand'],
			[{ pastDays: 31 }, 'otherWindow'],
		] as const;
		for (const change of [{ expand: 'series' }, { futureDays: 1 }, { pastDays: 31 }] as const) {
			expect(checkScope(stored.scope, { ...scope, ...change })).toMatchObject({
				sameSettings: false,
			});
		}
		for (const [change, reason] of reasons) {
			expect(refused(change)).toThrow(expect.objectContaining({ code: 'position', reason }));
		}
	});
});

function knownItem(): fc.Arbitrary<KnownContent> {
	const time = fc.oneof(
		fc.integer({ min: -1e7, max: 1e8 }).map((minute) => minute * 60_000),
		fc.integer({ min: -1e13, max: 1e13 }),
	);
	const event = fc
		.record({ start: time, length: fc.nat(1e9), content: fc.maxSafeNat() })
		.map(({ start, length, content }) => ({ start, end: start + length, content }));
	const hex = (length: number) =>
		fc
			.uint8Array({ minLength: length, maxLength: length })
			.map((bytes) => Buffer.from(bytes).toString('hex'));
	return fc.record(
		{
			ids: fc.array(fc.nat(2 ** 48 - 1), { minLength: 0, maxLength: 3 }),
			uid: fc.oneof(
				fc.string(),
				fc.uuid(),
				fc.nat(999).map(outlookUid),
				hex(20).map((text) => text.toUpperCase()),
			),
			self: event,
			nextStart: time,
			instance: time,
			occurrences: fc
				.array(fc.tuple(time, event), { minLength: 1, maxLength: 9 })
				.map((entries) => new Map(entries)),
		},
		{ requiredKeys: ['ids', 'uid'] },
	) as fc.Arbitrary<KnownContent>;
}

function normalized(items: readonly KnownContent[]): string[] {
	return items
		.map(({ occurrences, ids, uid, self, nextStart, instance }) => {
			const inOrder =
				occurrences &&
				[...occurrences]
					.sort(([a], [b]) => a - b)
					.map(([at, { start, end, content }]) => [at, start, end, content]);
			return JSON.stringify([
				ids,
				uid,
				self && [self.start, self.end, self.content],
				nextStart,
				instance,
				inOrder,
			]);
		})
		.sort();
}
