import { capacityInName } from '../../../exchange/calendars/rooms/room';

it.each<[string, number | undefined]>([
	['Atrium (8)', 8],
	['Vergaderzaal Noord (12 pers.)', 12],
	['Auditorium [max. 120 seats]', 120],
	['Focus – 2 people', 2],
	['Boardroom', undefined],
	['Room 4.12', undefined],
	['Meeting room 204', undefined],
	['Hall (2026)', undefined],
	['Hall (0)', undefined],
	['(8) Atrium', undefined],
])('%s has seats for %p', (name, seats) => {
	expect(capacityInName(name)).toBe(seats);
});
