import type { CalendarChange } from '../../../exchange/calendar/event';
import { ChangeKinds, type WatchKind } from '../../../exchange/watch/watchedEvent';

const change = (more: Partial<CalendarChange> = {}): CalendarChange => ({
	changeType: 'updated',
	mailbox: 'alice@enyoi.example',
	syncRun: '',
	key: 'k',
	uid: 'u',
	masked: false,
	...more,
});

it('tells a cancellation once, and later changes of it as updates', () => {
	const kinds = new ChangeKinds(new Set(['updated', 'cancelled']));
	const told = [true, true, false, true].map((isCancelled) => {
		const kind = kinds.of(change({ isCancelled }))?.kind;
		kinds.keep(0);
		return kind;
	});
	expect(told).toEqual(['cancelled', 'updated', 'updated', 'cancelled']);
});

it('tells what comes into view cancelled as created, and its later changes as updates', () => {
	const told = (wanted: WatchKind[]) => {
		const kinds = new ChangeKinds(new Set(wanted));
		return [
			kinds.of(change({ changeType: 'created', isCancelled: true }))?.kind,
			kinds.of(change({ isCancelled: true }))?.kind,
		];
	};
	expect(told(['created', 'updated', 'cancelled'])).toEqual(['created', 'updated']);
	expect(told(['cancelled'])).toEqual([undefined, undefined]);
});

it('tells a cancellation again whose news did not arrive', () => {
	const kinds = new ChangeKinds(new Set(['cancelled']));
	expect(kinds.of(change({ isCancelled: true }))?.kind).toBe('cancelled');
	kinds.drop();
	expect(kinds.of(change({ isCancelled: true }))?.kind).toBe('cancelled');
	kinds.keep(0);
	expect(kinds.of(change({ isCancelled: true }))).toBeUndefined();
});

it('tells a cancellation as an update where nobody asks for cancellations', () => {
	const kinds = new ChangeKinds(new Set(['updated']));
	expect(kinds.of(change({ isCancelled: true }))?.kind).toBe('updated');
});

it('tells what is gone as deleted, cancelled or not', () => {
	const kinds = new ChangeKinds(new Set(['deleted', 'cancelled']));
	expect(kinds.of(change({ changeType: 'deleted', isCancelled: true }))?.kind).toBe('deleted');
});

it('remembers the latest cancellations, however many there were', () => {
	const kinds = new ChangeKinds(new Set(['cancelled']));
	for (let n = 0; n < 1_500; n++) {
		kinds.of(change({ key: `k${n}`, isCancelled: true }));
		kinds.keep(0);
	}
	expect(kinds.of(change({ key: 'k1499', isCancelled: true }))).toBeUndefined();
	expect(kinds.of(change({ key: 'k0', isCancelled: true }))?.kind).toBe('cancelled');
});

describe('of series that are told as one', () => {
	const noon = Date.parse('2026-11-24T12:00:00Z');
	const exception = (lastModifiedDateTime?: string) =>
		change({
			changeType: 'created',
			type: 'exception',
			seriesMasterId: 'series',
			isCancelled: true,
			lastModifiedDateTime,
		});
	const kindOf = (one: CalendarChange, readAt?: number) => {
		const kinds = new ChangeKinds(new Set(['cancelled']), 'series');
		if (readAt !== undefined) kinds.keep(readAt);
		return kinds.of(one)?.kind;
	};

	it('tells an occurrence that was called off as cancelled, whatever time the server has', () => {
		expect(kindOf(exception('2026-11-24T11:00:00Z'), noon)).toBe('cancelled');
		expect(kindOf(exception(), noon)).toBe('cancelled');
		expect(kindOf(exception('2026-11-20T12:00:00Z'))).toBe('cancelled');
	});

	it('tells no cancellation of long ago that comes into view', () => {
		expect(kindOf(exception('2026-11-23T11:59:00Z'), noon)).toBeUndefined();
	});

	it('tells no cancellation of an occurrence whose series is new', () => {
		const kinds = new ChangeKinds(new Set(['created', 'cancelled']), 'series');
		const series = change({ changeType: 'created', type: 'seriesMaster', id: 'series', key: 's' });
		expect([kinds.of(series)?.kind, kinds.of(exception())?.kind]).toEqual(['created', 'created']);
	});
});
