import type { Company } from '../../exchangeServer/company';
import { seedCompany } from '../../exchangeServer/seed';

const now = () => new Date('2026-11-23T09:00:00Z');

/** Everything about appointments that a client could see, without ids. */
function portrait(company: Company) {
	return company.people.map(({ smtpAddress, calendar }) => ({
		smtpAddress,
		items: calendar
			.items()
			.map(({ subject, start, end, showAs, exceptions, attendees, categories }) => ({
				subject,
				start,
				end,
				showAs,
				categories,
				exceptions: exceptions.size,
				attendees: attendees.map(({ emailAddress, response }) => `${emailAddress} ${response}`),
			})),
	}));
}

describe('the seeded company', () => {
	const company = seedCompany(1, now);
	const staff = company.people.filter(
		({ mailbox, account }) =>
			mailbox.kind === 'user' && account.accountName !== 'svc-n8n' && !account.disabled,
	);

	it('has the people, rooms and odd ones it promises', () => {
		expect(staff).toHaveLength(25);
		expect(company.people.filter(({ mailbox }) => mailbox.kind === 'room')).toHaveLength(3);
		expect(company.serviceAccount).toMatchObject({ user: 'svc-n8n', impersonation: 'all' });
		expect(company.account('kiosk')).toMatchObject({ mailbox: undefined });
		expect(company.account('leaver')).toMatchObject({ disabled: true });
		expect(company.groups.map(({ displayName, roomList }) => [displayName, !!roomList])).toEqual([
			['Sales Team', false],
			['All who meet customers', false],
			['Rooms Amsterdam', true],
		]);
	});

	it('is the same for the same number, and another for another', () => {
		const first = portrait(company);
		expect(portrait(seedCompany(1, now))).toEqual(first);
		expect(portrait(seedCompany(2, now))).not.toEqual(first);
	});

	it('gives everybody a year with every kind of appointment', () => {
		for (const { calendar } of staff) {
			const items = calendar.items();
			const year = calendar.view('2026-06-01', '2027-05-20');
			expect(items.length).toBeGreaterThan(40);
			expect(year.length).toBeGreaterThan(80);
			expect(items.some(({ isAllDay }) => isAllDay)).toBe(true);
			expect(items.some(({ sensitivity }) => sensitivity === 'Private')).toBe(true);
			expect(items.some(({ isCancelled }) => isCancelled)).toBe(true);
			expect(items.some(({ showAs }) => showAs === 'Tentative')).toBe(true);
			const series = items.filter(({ recurrence }) => recurrence);
			expect(series.some(({ exceptions }) => exceptions.size > 0)).toBe(true);
			expect(series.some(({ deletedOccurrences }) => deletedOccurrences.size > 0)).toBe(true);
		}
	});

	it('keeps the wall clock of a series when daylight saving ends', () => {
		const { calendar } = company.user('alice');
		const master = calendar.items().find(({ recurrence, isAllDay }) => recurrence && !isAllDay)!;
		const clock = (date: Date) =>
			date.toLocaleTimeString('en-GB', { timeZone: 'Europe/Amsterdam' });
		const regular = calendar
			.view('2026-06-01', '2027-05-20')
			.filter(({ fields }) => fields.subject === master.subject)
			.filter(({ originalStart }) => !master.exceptions.has(Number(originalStart)));
		expect(regular.some(({ fields }) => fields.start < new Date('2026-10-25'))).toBe(true);
		expect(regular.some(({ fields }) => fields.start > new Date('2026-10-26'))).toBe(true);
		expect(new Set(regular.map(({ fields }) => clock(fields.start))).size).toBe(1);
	});

	it('has meetings that some have answered, and leaves nothing in the outbox', () => {
		const answers = staff.flatMap(({ calendar }) =>
			calendar.items().flatMap(({ attendees }) => attendees.map(({ response }) => response)),
		);
		expect(new Set(answers)).toEqual(expect.objectContaining(new Set(['Accept', 'Tentative'])));
		expect(company.outbox).toEqual([]);
	});
});
