import type { WritableEvent } from '../../../exchange/push/input/writableEvent';
import type { SourceEvent } from '../../../exchange/push/plan/plan';
import { versionOf } from '../../../exchange/push/plan/versions';
import { item, timesOn, untouched, upsert, weekly } from './items';
import { planned, twoWayOf } from './twoWayPlans';

const written: WritableEvent = { subject: 'Visit', times: timesOn(1) };
const longer = { ...timesOn(1), end: '2026-12-01T11:00:00Z' };

/** What is reported of an item that has now what `now` has. */
function changedFields(
	before: WritableEvent,
	now: WritableEvent,
	events: readonly SourceEvent[] = [],
) {
	const shown = versionOf({ ...before, ...now });
	const view = item({ written: before, now: { ...untouched, ...now } }, { event: () => shown });
	return planned(events, twoWayOf([view])).forSource.map((report) => report.changedFields);
}

describe('changed fields', () => {
	it('are those of the event, of which the source gave another value', () => {
		expect(changedFields(written, { times: longer }, [upsert(written)])).toEqual([['end']]);
		expect(changedFields(written, { times: timesOn(2) }, [upsert(written)])).toEqual([
			['start', 'end'],
		]);
	});

	it('are all of the times where the source did not give the event', () => {
		expect(changedFields(written, { times: longer })).toEqual([['start', 'end', 'isAllDay']]);
		expect(changedFields(written, { times: longer }, [upsert({ subject: 'Visit' })])).toEqual([
			['start', 'end', 'isAllDay'],
		]);
	});

	it('are, of a series, also its pattern and its exceptions', () => {
		const series = { ...written, times: weekly(1) };
		const moved = { times: { ...weekly(1), end: '2026-12-01T11:00:00Z' } };
		expect(changedFields(series, moved)).toEqual([
			['start', 'end', 'isAllDay', 'recurrence', 'exceptions'],
		]);
		const single = { times: longer };
		expect(changedFields(series, single, [upsert(series)])).toEqual([
			['end', 'recurrence', 'exceptions'],
		]);
	});

	it('keep their own names otherwise', () => {
		expect(changedFields(written, { subject: 'Hers', location: 'Room' })).toEqual([
			['subject', 'location'],
		]);
	});
});

describe('a private event that is not linked', () => {
	const view = (now: WritableEvent, changeKey = 'key') =>
		item({ now: { sensitivity: 'private', ...now } }, { changeKey, event: () => versionOf(now) });

	it.each<[string, WritableEvent, string[]]>([
		['its time', { ...written, times: timesOn(2) }, ['updated']],
		['its subject', { ...written, subject: 'Hers' }, []],
	])('is told again when people change %s', (_, now, expected) => {
		const memory = planned([], twoWayOf([view(written)])).next(new Map());
		const { forSource } = planned([], twoWayOf([view(now, 'key2')], { memory }));
		expect(forSource.map(({ changeType }) => changeType)).toEqual(expected);
	});
});
