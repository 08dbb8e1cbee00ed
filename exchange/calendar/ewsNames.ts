const days = [
	'sunday',
	'monday',
	'tuesday',
	'wednesday',
	'thursday',
	'friday',
	'saturday',
] as const;
const months = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
];

type DayName = (typeof days)[number];

/** 0 = Sunday … 6 = Saturday; undefined for anything but one day's English name. */
export function dayIndex(name: string): number | undefined {
	const index = (days as readonly string[]).indexOf(name.toLowerCase());
	return index < 0 ? undefined : index;
}

export function dayName(index: number): DayName {
	return days[index];
}

/** 1 = January … 12 = December. */
export function monthNumber(name: string): number | undefined {
	const index = months.indexOf(name.toLowerCase());
	return index < 0 ? undefined : index + 1;
}

/** `January` for 1 … `December` for 12, as EWS writes it. */
export function monthName(month: number): string {
	return capital(months[month - 1]);
}

/** The days that EWS' `Day`, `Weekday`, `WeekendDay` or a list of names stand for, as indexes. */
export function daySet(names: string | string[]): number[] {
	const list = typeof names === 'string' ? names.split(/\s+/) : names;
	const set = new Set<number>();
	for (const name of list) {
		const group = dayGroups[name.toLowerCase()];
		const index = dayIndex(name);
		if (group !== undefined) group.forEach((day) => set.add(day));
		else if (index !== undefined) set.add(index);
	}
	return [...set].sort((a, b) => a - b);
}

const dayGroups: Readonly<Record<string, readonly number[]>> = {
	day: [0, 1, 2, 3, 4, 5, 6],
	weekday: [1, 2, 3, 4, 5],
	weekendday: [0, 6],
};

/** The name as EWS writes it: `Private` of Graph's `private`. */
export function capital(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}
