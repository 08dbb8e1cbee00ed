import type { Appointment } from './calendarActions';
import type { Company, CompanyUser } from './company';
import type { DayOfWeek } from './contracts';
import type { Dice } from './seedRandom';

const dayMs = 86_400_000;
const halfYear = 182;

const subjects = [
	'Customer visit',
	'Offerte bespreken',
	'Budget <2027> & forecast',
	'Einarbeitung neue Kollegin',
	'Réunion d’équipe',
	'Přehled sprintu',
	'Spotkanie z działem IT',
	'Συνάντηση με πελάτη',
	'Встреча с заказчиком',
	'مراجعة المشروع',
	'פגישת צוות',
	'プロジェクト会議',
	'季度回顾',
	'Phone call "urgent"',
	'Tandarts',
	'Code review 🚀',
];
const series: Array<[subject: string, days: DayOfWeek[], interval: number, time: string]> = [
	['Jour fixe', ['Tuesday'], 1, '10:00'],
	['Daily stand-up', ['Weekday'], 1, '09:15'],
	['Sprintplanung', ['Monday', 'Thursday'], 2, '13:30'],
	['One-to-one', ['Wednesday'], 2, '15:00'],
];
const categories = ['Customer', 'Internal', 'Travel', 'Persönlich'];
const meetings = ['Kick-off', 'Quartalsgespräch', 'Sollicitatiegesprek', '採用面接'];

/** Fills one calendar with a year around `today` (`2026-11-23`). */
export function fillCalendar(user: CompanyUser, dice: Dice, today: string): void {
	const day = (offset: number) =>
		new Date(Date.parse(`${today}T00:00:00Z`) + offset * dayMs).toISOString().slice(0, 10);
	addSingles(user, dice, day);
	addSeries(user, dice, day);
	addSpecials(user, dice, day);
}

type Day = (offset: number) => string;

function addSingles({ calendar }: CompanyUser, dice: Dice, day: Day): void {
	for (let offset = -halfYear; offset <= halfYear; offset += dice.between(3, 11)) {
		const hour = dice.between(8, 17);
		const start = `${day(offset)}T${two(hour)}:${dice.pick(['00', '30'])}`;
		calendar.create({
			subject: dice.pick(subjects),
			start,
			end: plusMinutes(start, dice.pick([30, 60, 90, 120])),
			location: dice.chance(0.4) ? dice.pick(['Amsterdam', 'Zürich', 'Online', '東京']) : '',
			body: dice.chance(0.3) ? 'See the notes.\r\nBring the figures & <charts>.' : '',
			categories: dice.chance(0.3) ? dice.some(categories, dice.between(1, 2)) : [],
			importance: dice.chance(0.1) ? 'High' : 'Normal',
			reminderMinutes: dice.chance(0.7) ? 15 : false,
		});
	}
}

/** Series that run from before one change of the clock until after the next, with exceptions. */
function addSeries({ calendar }: CompanyUser, dice: Dice, day: Day): void {
	for (const [subject, days, interval, time] of dice.some(series, 2)) {
		const start = `${day(-halfYear)}T${time}`;
		const master = calendar.create({
			subject,
			start,
			end: plusMinutes(start, 45),
			location: dice.pick(['Atrium', 'Teams', '']),
			recurrence: {
				pattern: { type: 'WeeklyRecurrence', interval, days, firstDayOfWeek: 'Monday' },
				range: dice.chance(0.5)
					? { type: 'NoEndRecurrence' }
					: { type: 'NumberedRecurrence', numberOfOccurrences: dice.between(20, 60) },
			},
		});
		const moved = calendar.occurrence(master.id, 3);
		moved.move({ start: new Date(moved.originalStart.getTime() + 4 * 3_600_000) });
		calendar.occurrence(master.id, 5).delete();
		calendar
			.occurrence(master.id, 12)
			.update({ subject: `${subject} (verplaatst)`, location: 'Ω' });
		calendar.occurrence(master.id, 14).update({ showAs: 'Tentative' });
	}
	const birthday = dice.between(0, 300) - 150;
	calendar.create({
		subject: 'Verjaardag',
		start: day(birthday),
		isAllDay: true,
		showAs: 'Free',
		recurrence: {
			pattern: {
				type: 'AbsoluteYearlyRecurrence',
				month: Number(day(birthday).slice(5, 7)),
				dayOfMonth: Number(day(birthday).slice(8, 10)),
			},
		},
	});
}

function addSpecials({ calendar }: CompanyUser, dice: Dice, day: Day): void {
	const at = (offset: number, time: string) => `${day(offset)}T${time}`;
	const all: Appointment[] = [
		{
			subject: 'Vakantie',
			start: day(30),
			end: day(30 + dice.between(5, 14)),
			isAllDay: true,
			showAs: 'OOF',
		},
		{ subject: 'Feiertag', start: day(-dice.between(20, 90)), isAllDay: true, showAs: 'Free' },
		{ subject: 'Doctor', start: at(dice.between(1, 20), '08:30'), sensitivity: 'Private' },
		{
			subject: 'Salary talk',
			start: at(dice.between(-20, -1), '16:00'),
			sensitivity: 'Confidential',
		},
		{ subject: 'Maybe: conference', start: at(dice.between(10, 60), '09:00'), showAs: 'Tentative' },
		{
			subject: 'Canceled: Workshop',
			start: at(dice.between(2, 25), '13:00'),
			isCancelled: true,
			showAs: 'Free',
		},
		{ subject: 'Homework 🏠', start: at(dice.between(2, 40), '11:00'), showAs: 'WorkingElsewhere' },
	];
	for (const appointment of all) calendar.create(appointment);
}

/** Meetings between people, some of them series, answered by some of the invited. */
export function holdMeetings(
	company: Company,
	staff: CompanyUser[],
	dice: Dice,
	today: string,
): void {
	const rooms = company.people.filter(({ mailbox }) => mailbox.kind === 'room');
	for (let number = 1; number <= staff.length * 2; number++) {
		const [organizer, ...guests] = dice.some(staff, dice.between(2, 5));
		const offset = dice.between(-halfYear, halfYear);
		const date = new Date(Date.parse(`${today}T00:00:00Z`) + offset * dayMs);
		const start = `${date.toISOString().slice(0, 10)}T${two(dice.between(9, 16))}:00`;
		const attendees = [
			...guests.map(({ smtpAddress }, index) => ({
				address: smtpAddress,
				role: index === 2 ? ('optional' as const) : ('required' as const),
			})),
			...(dice.chance(0.4) ? [{ address: dice.pick(rooms).smtpAddress }] : []),
			...(dice.chance(0.1) ? [{ address: 'petra@fabrikam.example', name: 'Petra Fabrikam' }] : []),
		];
		const { uid } = organizer.calendar.create({
			subject: `${dice.pick(meetings)} ${number}`,
			start,
			location: dice.pick(['Atrium (8)', 'Boardroom', 'Online']),
			attendees,
			...(dice.chance(0.15) && {
				recurrence: {
					pattern: {
						type: 'AbsoluteMonthlyRecurrence',
						interval: 1,
						dayOfMonth: Number(start.slice(8, 10)),
					},
					range: { type: 'NumberedRecurrence', numberOfOccurrences: 6 },
				},
			}),
		});
		for (const guest of guests) {
			const answer = dice.pick(['Accept', 'Accept', 'Tentative', undefined] as const);
			const copy = guest.calendar.items().find((item) => item.uid === uid);
			if (answer && copy) guest.calendar.respond(copy.id, answer);
		}
	}
}

function plusMinutes(local: string, minutes: number): string {
	return new Date(Date.parse(`${local}Z`) + minutes * 60_000).toISOString().slice(0, 16);
}

function two(number: number): string {
	return String(number).padStart(2, '0');
}
