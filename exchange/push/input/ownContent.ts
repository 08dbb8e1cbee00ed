import type { PushException, PushInput } from './pushInput';
import type { OwnContent } from './writableEvent';
import { isGiven, readChoice, readFlag, readLine, readList, readWhole } from './values';

/** Two years; Outlook offers two weeks. */
const maxReminderMinutes = 2 * 366 * 24 * 60;

/**
 * Reads what an event, or a single occurrence of one, has beside times, text and people.
 * @param prefix of the fields in errors: `exceptions[2].`
 * @throws InvalidInput naming the field
 */
export function readOwnContent(
	input: PushInput | PushException,
	prefix = '',
): Omit<OwnContent, 'attendees'> {
	const own: ReturnType<typeof readOwnContent> = {};
	if (isGiven(input.sensitivity)) {
		const allowed = ['normal', 'personal', 'private', 'confidential'] as const;
		own.sensitivity = readChoice(`${prefix}sensitivity`, input.sensitivity, allowed);
	}
	if (isGiven(input.importance)) {
		const allowed = ['low', 'normal', 'high'] as const;
		own.importance = readChoice(`${prefix}importance`, input.importance, allowed);
	}
	if (isGiven(input.categories)) {
		own.categories = readCategories(`${prefix}categories`, input.categories);
	}
	if (isGiven(input.isReminderOn)) {
		own.isReminderOn = readFlag(`${prefix}isReminderOn`, input.isReminderOn);
	}
	const minutes = input.reminderMinutesBeforeStart;
	if (!isGiven(minutes) || own.isReminderOn === false) return own;
	const field = `${prefix}reminderMinutesBeforeStart`;
	own.isReminderOn = true;
	own.reminderMinutesBeforeStart = readWhole(field, minutes, 0, maxReminderMinutes);
	return own;
}

function readCategories(field: string, value: unknown): string[] {
	const names = readList(field, value).map((name, index) => readLine(`${field}[${index}]`, name));
	return [...new Set(names.filter((name) => name !== ''))].sort();
}
