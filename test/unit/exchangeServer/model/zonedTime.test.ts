import fc from 'fast-check';
import { timeZone, utc } from '../../../exchangeServer/timeZones';
import {
	formatInZone,
	localDate,
	momentOf,
	parseDateTime,
	wallClock,
	ZoneTable,
} from '../../../exchangeServer/model/zonedTime';

const amsterdam = timeZone('W. Europe Standard Time');
const newYork = timeZone('Eastern Standard Time');

describe('momentOf', () => {
	it.each([
		['in winter', '2026-01-15T09:00:00Z', '2026-01-15T08:00:00.000Z'],
		['in summer', '2026-07-15T09:00:00Z', '2026-07-15T07:00:00.000Z'],
		[
			'in the hour that comes twice: standard time',
			'2026-10-25T02:30:00Z',
			'2026-10-25T01:30:00.000Z',
		],
		[
			'in the hour that is skipped: moved forward',
			'2026-03-29T02:30:00Z',
			'2026-03-29T01:30:00.000Z',
		],
	])('%s', (_, wall, expected) => {
		expect(momentOf(Date.parse(wall), amsterdam).toISOString()).toBe(expected);
	});

	it('undoes wallClock except in hours that come twice', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 4_000_000 }), (quarters) => {
				const moment = new Date(quarters * 900_000);
				const back = momentOf(wallClock(moment, newYork), newYork);
				expect(Math.abs(back.getTime() - moment.getTime()) % 3_600_000).toBe(0);
				expect(wallClock(back, newYork)).toBe(wallClock(moment, newYork));
			}),
		);
	});
});

describe('dates as text', () => {
	it('carry the offset of their zone', () => {
		const moment = new Date('2026-07-15T07:00:00Z');
		expect(formatInZone(moment, amsterdam)).toBe('2026-07-15T09:00:00+02:00');
		expect(formatInZone(moment, newYork)).toBe('2026-07-15T03:00:00-04:00');
		expect(formatInZone(moment, utc)).toBe('2026-07-15T07:00:00Z');
		expect(localDate(new Date('2026-07-15T23:00:00Z'), amsterdam)).toBe('2026-07-16');
	});

	it.each([
		['2026-07-15T09:00:00', '2026-07-15T07:00:00.000Z'],
		['2026-07-15T09:00:00Z', '2026-07-15T09:00:00.000Z'],
		['2026-07-15T09:00:00.5-04:00', '2026-07-15T13:00:00.500Z'],
		['2026-07-15', '2026-07-14T22:00:00.000Z'],
	])('%s', (text, expected) => {
		expect(parseDateTime(text, amsterdam)?.toISOString()).toBe(expected);
	});

	it('are refused when they are none', () => {
		expect(parseDateTime('tomorrow', amsterdam)).toBeUndefined();
	});
});

it('a zone that came with a request is remembered beside those of Windows', () => {
	const zones = new ZoneTable();
	expect(zones.isKnown('Somewhere')).toBe(false);
	zones.add({ id: 'Somewhere', name: 'Somewhere', offsetAt: () => 90 });
	expect(zones.get('Somewhere').offsetAt(new Date())).toBe(90);
	expect(zones.get('W. Europe Standard Time')).toBe(amsterdam);
	expect(zones.get('Nowhere')).toBe(utc);
});
