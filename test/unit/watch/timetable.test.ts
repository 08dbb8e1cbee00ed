import { Timetable, type StoredMoments } from '../../../exchange/watch/timetable';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.parse('2026-11-24T08:00:00Z');
const review = { id: 'review', start: now + 5 * minute, end: now + 65 * minute };

it('gives each moment once, also one that was late', () => {
	const kinds = new Set(['startsSoon', 'started'] as const);
	const timetable = new Timetable(
		{ kinds, aheadMs: 15 * minute, waitAfter: () => minute },
		undefined,
		now,
	);
	timetable.fill([], now);
	timetable.fill([review], now);
	for (const [date, kind, next] of [
		[now, 'startsSoon', review.start],
		[review.start, 'started', Infinity],
	] as const) {
		const due = timetable.due(date);
		expect(due.map((moment) => moment.kind)).toEqual([kind]);
		timetable.told(date, due);
		expect(timetable.due(date)).toEqual([]);
		expect(timetable.next(date)).toBe(next);
	}
});

const started = (stored?: StoredMoments) =>
	new Timetable({ kinds: new Set(['started']), aheadMs: 0, waitAfter: () => minute }, stored, now);
const later = now + 10 * minute;

it('gives what becomes known while other moments are being told', () => {
	const timetable = started();
	timetable.fill([], now);
	const due = timetable.due(later);
	timetable.fill([review], later);
	timetable.told(later, due);
	expect(timetable.due(later)).toEqual([{ kind: 'started', at: review.start, event: review }]);
});

it('gives a moment once that becomes known after others could not be told', () => {
	const kinds = new Set(['startsSoon'] as const);
	const options = { kinds, aheadMs: 15 * minute, waitAfter: () => minute };
	const timetable = new Timetable(options, undefined, now);
	timetable.fill([], now);
	timetable.due(later);
	timetable.fill([{ ...review, start: later + 10 * minute }], later);
	timetable.notTold();
	expect(timetable.due(later)).toHaveLength(1);
	timetable.told(later, timetable.due(later));
	expect(timetable.due(later)).toEqual([]);
});

it('gives a moment again whose event is there under another id', () => {
	const timetable = started();
	const meeting = { ...review, uid: 'meeting' };
	timetable.fill([meeting], now);
	const due = timetable.due(later);
	timetable.told(later, due, { gone: due });
	timetable.fill([{ ...meeting, id: 'accepted' }], later);
	expect(timetable.due(later).map(({ event }) => event.id)).toEqual(['accepted']);
});

it('gives a moment whose event got another id while others were told', () => {
	const timetable = started();
	const meeting = { ...review, uid: 'meeting' };
	timetable.fill([meeting], now);
	const due = timetable.due(later);
	timetable.fill([{ ...meeting, id: 'accepted' }], later + minute);
	timetable.told(later, due, { gone: due });
	expect(timetable.due(later + minute).map(({ event }) => event.id)).toEqual(['accepted']);
	timetable.told(later + minute, timetable.due(later + minute));
	timetable.fill([{ ...meeting, id: 'accepted' }], later + 2 * minute);
	expect(timetable.due(later + 2 * minute)).toEqual([]);
});

it('gives a moment whose event got another id between the look and the telling', () => {
	const timetable = started();
	const meeting = { ...review, uid: 'meeting' };
	timetable.fill([meeting], now);
	timetable.fill([meeting], later);
	const due = timetable.due(later);
	timetable.told(later, due, { gone: due });
	timetable.fill([{ ...meeting, id: 'accepted' }], later + minute);
	expect(timetable.due(later + minute).map(({ event }) => event.id)).toEqual(['accepted']);
});

it('says of no event that it starts soon which has started under another id', () => {
	const kinds = new Set(['startsSoon'] as const);
	const options = { kinds, aheadMs: 15 * minute, waitAfter: () => minute };
	const timetable = new Timetable(options, undefined, now);
	const meeting = { ...review, uid: 'meeting', start: now + 60 * minute, end: now + 90 * minute };
	timetable.fill([meeting], now);
	const soon = meeting.start - 15 * minute;
	const due = timetable.due(soon);
	timetable.told(soon, due, { gone: due });
	timetable.fill([{ ...meeting, id: 'accepted' }], meeting.start + minute);
	expect([due.length, timetable.due(meeting.start + minute)]).toEqual([1, []]);
});

it('gives after a restart that an event starts soon which was away when that was to be told', () => {
	const options = {
		kinds: new Set(['startsSoon'] as const),
		aheadMs: 15 * minute,
		waitAfter: () => 0,
	};
	const meeting = { ...review, uid: 'meeting', start: later + 10 * minute };
	const timetable = new Timetable(options, undefined, now);
	timetable.fill([meeting], now);
	const due = timetable.due(later);
	timetable.told(later, due, { gone: due });
	const restarted = new Timetable(options, timetable.stored(), later + minute);
	restarted.fill([{ ...meeting, id: 'accepted' }], later + minute);
	expect(restarted.due(later + minute)).toMatchObject([{ event: { id: 'accepted' } }]);
});

it('gives a moment once of two events with one UID and one time, one of which is gone', () => {
	const timetable = started();
	const meeting = { ...review, uid: 'meeting' };
	timetable.fill([meeting, { ...meeting, id: 'copy' }], now);
	const due = timetable.due(later);
	expect(due).toHaveLength(2);
	timetable.told(later, due, { gone: due.filter(({ event }) => event.id === 'copy') });
	expect(timetable.due(later + 1)).toEqual([]);
});

it('gives no moment of an event that comes back after hours', () => {
	const timetable = started();
	const long = { ...review, end: now + 20 * 60 * minute };
	timetable.fill([long], now);
	const due = timetable.due(later);
	timetable.told(later, due, { gone: due });
	timetable.fill([], later + minute);
	timetable.fill([long], later + 9 * 60 * minute);
	expect(timetable.due(later + 9 * 60 * minute)).toEqual([]);
});

it('gives what could not be read after a while, under the id that it has by then', () => {
	const timetable = started();
	const meeting = { ...review, uid: 'meeting' };
	timetable.fill([meeting], now);
	const due = timetable.due(later);
	timetable.told(later, due, { failed: due });
	expect(timetable.due(later)).toEqual([]);
	expect(timetable.next(later)).toBe(later + minute);
	timetable.fill([{ ...meeting, id: 'accepted' }], later);
	expect(timetable.due(later + minute).map(({ event }) => event.id)).toEqual(['accepted']);
});

it('looks back to what is owed after a restart', () => {
	const before = started();
	before.fill([review], now);
	const due = before.due(later);
	before.told(later, due, { failed: due });
	const stored = JSON.parse(JSON.stringify(before.stored())) as StoredMoments;
	const after = started(stored);
	expect(after.from(later)).toBe(review.start);
	after.fill([review], later);
	expect(after.due(later)).toEqual(due);
	after.told(later, due);
	expect(after.due(later)).toEqual([]);
	expect(after.stored()).toEqual({ until: later, kinds: ['started'], soon: [] });
});

it('says nothing again of what starts soon where somebody wants to hear of it earlier or later', () => {
	const kinds = new Set(['startsSoon'] as const);
	const under = (minutes: number, stored?: StoredMoments) => {
		const options = { kinds, aheadMs: minutes * minute, waitAfter: () => minute };
		return new Timetable(options, stored, now);
	};
	const at = (id: string, minutes: number) => {
		const start = now + minutes * minute;
		return { id, start, end: start + 30 * minute };
	};
	const events = [at('near', 10), at('far', 40)];
	const before = under(15);
	before.fill(events, now - 10 * minute);
	before.told(now, before.due(now));
	const stored = JSON.parse(JSON.stringify(before.stored())) as StoredMoments;
	const told = (timetable: Timetable) => {
		timetable.fill(events, now);
		return timetable.due(now).map(({ event }) => event.id);
	};
	expect(told(under(60, stored))).toEqual(['far']);
	expect(told(under(12, stored))).toEqual([]);
	const later = under(5, stored);
	expect([told(later), later.next(now)]).toEqual([[], now + 5 * minute]);
});

it('knows the next moment after each look and each telling', () => {
	const timetable = started();
	const second = { ...review, id: 'second', start: review.start + minute };
	timetable.fill([review, second], now);
	expect(timetable.next(now)).toBe(review.start);
	timetable.fill([{ ...review, start: review.start - minute }, second], now);
	expect(timetable.next(now)).toBe(review.start - minute);
	timetable.told(review.start, timetable.due(review.start));
	expect(timetable.next(review.start)).toBe(second.start);
});

it('gives a moment that was not to be seen before, and none that was entered long after it', () => {
	const timetable = started();
	timetable.fill([], now, ({ id }) => id === 'review');
	timetable.fill([], later, ({ id }) => id === 'review');
	const late = review.start + 31 * minute;
	timetable.fill([review, { ...review, id: 'entered' }], late);
	expect(timetable.due(late).map(({ event }) => event.id)).toEqual(['review']);
	expect(timetable.next(later)).toBe(review.start);
});

it('gives nothing that was entered long after it, though others are not told yet', () => {
	const timetable = started();
	const first = { ...review, id: 'first', start: now + minute };
	timetable.fill([first], now);
	timetable.fill([first], later);
	const late = review.start + 31 * minute;
	for (const date of [late, late + minute]) {
		timetable.fill([first, review], date);
		expect(timetable.due(date).map(({ event }) => event.id)).toEqual(['first']);
		timetable.notTold();
	}
	expect([timetable.isForgetful(now), timetable.isForgetful(later)]).toEqual([true, false]);
});

it('says of an event that it starts soon, however late, where nobody could look', () => {
	const kinds = new Set(['startsSoon'] as const);
	const timetable = new Timetable(
		{ kinds, aheadMs: 2 * minute, waitAfter: () => minute },
		undefined,
		now,
	);
	timetable.fill([], now);
	const after = now + 120 * minute;
	timetable.fill([review], after);
	expect(timetable.due(after)).toHaveLength(1);
});

it('gives what was moved in hindsight, by up to an hour', () => {
	for (const [minutes, count] of [
		[59, 1],
		[61, 0],
	]) {
		const timetable = started();
		timetable.fill([review], now);
		timetable.told(now, timetable.due(now));
		timetable.fill([{ ...review, start: now - minutes * minute }], now);
		expect(timetable.due(now)).toHaveLength(count);
	}
});

it('gives no start that was moved in hindsight of an event that only its end was to come of', () => {
	const kinds = new Set(['started', 'ended'] as const);
	const timetable = new Timetable({ kinds, aheadMs: 0, waitAfter: () => minute }, undefined, now);
	timetable.fill([review], now);
	timetable.told(later, timetable.due(later));
	timetable.fill([{ ...review, start: now - minute }], later);
	expect(timetable.due(later)).toEqual([]);
});

it('gives what is entered up to half an hour after it, whenever somebody looked between', () => {
	for (const [minutes, count] of [
		[30, 1],
		[31, 0],
	]) {
		const timetable = started();
		timetable.fill([], now);
		timetable.fill([], later);
		timetable.told(later, timetable.due(later));
		const date = review.start + minutes * minute;
		timetable.fill([review], date);
		expect(timetable.due(date)).toHaveLength(count);
		timetable.told(date, timetable.due(date));
		timetable.fill([review], date);
		expect(timetable.due(date)).toEqual([]);
	}
});

it('gives a moment once of an event that was away for a look, as while somebody accepts it', () => {
	const timetable = started();
	const meeting = { ...review, uid: 'meeting' };
	timetable.fill([meeting], now);
	timetable.told(later, timetable.due(later));
	timetable.fill([], later + minute);
	timetable.fill([], later + 2 * minute);
	timetable.fill([{ ...meeting, id: 'accepted' }], later + 3 * minute);
	expect(timetable.due(later + 3 * minute)).toEqual([]);
});

describe('that an event starts soon', () => {
	const soon = () =>
		new Timetable(
			{ kinds: new Set(['startsSoon']), aheadMs: 45 * minute, waitAfter: () => minute },
			undefined,
			now,
		);
	const meeting = { id: 'invited', uid: 'meeting', start: now + hour, end: now + 2 * hour };
	const due = meeting.start - 45 * minute;

	it('is given once of one that was away for a look, as while somebody accepts it', () => {
		const timetable = soon();
		timetable.fill([meeting], now);
		timetable.told(due, timetable.due(due));
		timetable.fill([], due + minute);
		timetable.fill([], due + 32 * minute);
		timetable.fill([{ ...meeting, id: 'accepted' }], due + 33 * minute);
		expect(timetable.due(due + 33 * minute)).toEqual([]);
	});

	it('is given once of one that somebody moves away and back', () => {
		const timetable = soon();
		timetable.fill([meeting], now);
		timetable.told(due, timetable.due(due));
		timetable.fill([{ ...meeting, start: meeting.start + hour }], due + minute);
		timetable.fill([meeting], due + 2 * minute);
		expect(timetable.due(due + 2 * minute)).toEqual([]);
	});

	it('is given of one that had been moved away unheard, and comes back', () => {
		const timetable = soon();
		timetable.fill([meeting], now);
		const away = timetable.due(due);
		timetable.told(due, away, { away });
		timetable.fill([{ ...meeting, start: meeting.start + hour }], due + minute);
		timetable.fill([meeting], due + 2 * minute);
		expect(timetable.due(due + 2 * minute)).toHaveLength(1);
	});

	it('is given of one that was gone, and is there again hours later', () => {
		const ahead = { kinds: new Set(['startsSoon'] as const), aheadMs: 24 * hour };
		const timetable = new Timetable({ ...ahead, waitAfter: () => minute }, undefined, now);
		const tomorrow = { ...meeting, start: meeting.start + 24 * hour };
		timetable.fill([tomorrow], now);
		const gone = timetable.due(meeting.start);
		timetable.told(meeting.start, gone, { gone });
		timetable.fill([], meeting.start + minute);
		const later = meeting.start + 3 * hour;
		timetable.fill([tomorrow], later);
		expect(timetable.due(later)).toHaveLength(1);
	});
});

it('begins anew from now where it seems to have told more than the next five minutes', () => {
	for (const [minutes, count] of [
		[5, 0],
		[6, 1],
	]) {
		const timetable = started({ until: now + minutes * minute });
		const near = { ...review, start: now + 4 * minute };
		timetable.fill([near], now);
		timetable.told(now, timetable.due(now));
		expect(timetable.due(near.start)).toHaveLength(count);
	}
});

it('remembers over a restart the latest thousand events of which it told that they start soon', () => {
	const kinds = new Set(['startsSoon'] as const);
	const options = { kinds, aheadMs: 60 * minute, waitAfter: () => minute };
	const events = Array.from({ length: 1_002 }, (_, n) => {
		const start = now + minute + n;
		return { id: `event ${n}`, start, end: start + minute };
	});
	const before = new Timetable(options, { until: now - 120 * minute }, now);
	before.fill(events, now);
	before.told(now, before.due(now));
	const after = new Timetable(options, before.stored(), now);
	after.fill(events, now);
	expect(after.due(now).map(({ event }) => event.id)).toEqual(['event 0', 'event 1']);
});

it('gives a moment whose event comes back under another id within an hour', () => {
	for (const [minutes, count] of [
		[60, 1],
		[61, 0],
	]) {
		const timetable = started();
		const meeting = { ...review, uid: 'meeting' };
		timetable.fill([meeting], now);
		const due = timetable.due(later);
		timetable.told(later, due, { gone: due });
		timetable.fill([], later);
		const date = review.start + minutes * minute;
		timetable.fill([{ ...meeting, id: 'accepted' }], date);
		expect(timetable.due(date)).toHaveLength(count);
	}
});

it('gives in its time what could not be read before the clock was set back', () => {
	const timetable = started();
	timetable.fill([review], now);
	const ahead = now + 60 * minute;
	const due = timetable.due(ahead);
	timetable.told(ahead, due, { failed: due });
	expect(timetable.due(now)).toEqual([]);
	expect(timetable.next(now)).toBe(review.start);
	expect(timetable.due(review.start)).toEqual(due);
});

it('says late of an event that it starts soon only where nobody could look since', () => {
	for (const looksAgain of [true, false]) {
		const kinds = new Set(['startsSoon'] as const);
		const options = { kinds, aheadMs: 2 * minute, waitAfter: () => minute };
		const timetable = new Timetable(options, undefined, now);
		timetable.fill([], now);
		timetable.lookFailed();
		if (looksAgain) timetable.fill([], now + minute);
		timetable.fill([review], later);
		expect(timetable.due(later)).toHaveLength(looksAgain ? 0 : 1);
	}
});

it('says nothing of what starts soon already where that kind was not told before', () => {
	const kinds = new Set(['startsSoon', 'started'] as const);
	const options = { kinds, aheadMs: 15 * minute, waitAfter: () => minute };
	for (const told of [['started'], ['started', 'startsSoon']] as const) {
		const timetable = new Timetable(options, { until: now, kinds: told, soon: [] }, now);
		timetable.fill([review], now);
		expect(timetable.due(now)).toHaveLength(told.length - 1);
	}
});
