import { ianaName, timeZones, windowsId } from '../../../exchange/calendar/timeZone';
import { windowsZones } from '../../../exchange/calendar/windowsZones';

const zones = timeZones();
const utc = (text: string) => Date.parse(`${text}Z`);

describe('time zones', () => {
	it('are all known to this runtime, every Windows id and every IANA name behind it', () => {
		expect(Object.keys(windowsZones)).toHaveLength(139);
		for (const [id, names] of Object.entries(windowsZones)) {
			expect(zones.byName(id)).toBeDefined();
			for (const name of names.split(' ')) {
				expect({ name, zone: zones.byName(name)?.id }).toEqual({ name, zone: name });
			}
			if (ianaName(id) !== 'Etc/UTC') expect(windowsId(ianaName(id)!)).toBe(id);
		}
	});

	it('agree with Intl over a century, hour by hour around each change', () => {
		for (const id of [
			'Europe/Berlin',
			'America/New_York',
			'Africa/Casablanca',
			'Australia/Lord_Howe',
		]) {
			const zone = zones.byName(id)!;
			const format = new Intl.DateTimeFormat('sv-SE', {
				timeZone: id,
				dateStyle: 'short',
				timeStyle: 'medium',
			});
			for (let at = utc('1980-01-01T00:30'); at < utc('2050-01-01T00:00'); at += 87.3 * 3_600_000) {
				const local = new Date(zone.toLocal(at)).toISOString().slice(0, 19).replace('T', ' ');
				expect(local).toBe(format.format(at));
				expect(zone.toLocal(zone.toUtc(zone.toLocal(at)))).toBe(zone.toLocal(at));
			}
		}
	});

	it('move a skipped time forward and take the first of a doubled one', () => {
		const berlin = zones.byName('W. Europe Standard Time')!;
		expect(berlin.toUtc(utc('2026-03-29T02:30'))).toBe(utc('2026-03-29T01:30'));
		expect(berlin.toUtc(utc('2026-10-25T02:30'))).toBe(utc('2026-10-25T00:30'));
		const york = zones.byName('Eastern Standard Time')!;
		expect(york.toUtc(utc('2026-03-08T02:30'))).toBe(utc('2026-03-08T07:30'));
		expect(york.toUtc(utc('2026-11-01T01:30'))).toBe(utc('2026-11-01T05:30'));
	});

	it.each([
		'',
		'Customized Time Zone',
		'Mitteleuropäische Zeit',
		'(UTC+01:00) Amsterdam, Berlin',
		'+01:00',
		'tzone://Microsoft/Custom',
	])('are never guessed: %p', (id) => {
		expect(zones.byName(id)).toBeUndefined();
		expect(zones.ofRecord({ id })).toBeUndefined();
	});

	it('are evaluated by the definition that the server sent', () => {
		const zone = zones.ofRecord({
			id: 'Customized Time Zone',
			definition: {
				periods: [
					{ id: 'std', name: 'Standard', bias: '-PT60M' },
					{ id: 'dlt', name: 'Daylight', bias: '-PT2H' },
				],
				groups: [
					{
						id: '0',
						transitions: [
							{
								kind: 'day',
								toPeriod: 'dlt',
								timeOffset: 'PT2H',
								month: 3,
								dayOfWeek: 'Sunday',
								occurrence: -1,
							},
							{
								kind: 'day',
								toPeriod: 'std',
								timeOffset: 'PT3H',
								month: 10,
								dayOfWeek: 'Sunday',
								occurrence: -1,
							},
						],
					},
				],
				transitions: [{ toKind: 'Group', to: '0' }],
			},
		})!;
		const berlin = zones.byName('Europe/Berlin')!;
		for (let at = utc('2026-01-01T00:00'); at < utc('2028-01-01T00:00'); at += 3_600_000) {
			expect(zone.toLocal(at)).toBe(berlin.toLocal(at));
		}
	});

	it('with a definition that cannot be read fall back to their id, or to nothing', () => {
		const definition = {
			periods: [],
			groups: [],
			transitions: [{ toKind: 'Period' as const, to: 'gone' }],
		};
		expect(zones.ofRecord({ id: 'Romance Standard Time', definition })?.toLocal(0)).toBe(3_600_000);
		expect(zones.ofRecord({ id: 'Customized Time Zone', definition })).toBeUndefined();
	});
});
