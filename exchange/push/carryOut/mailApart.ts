import type { WritableEvent } from '../input/writableEvent';
import { fieldsOf, type FieldName } from '../plan/fields';
import type { StepResult } from '../ports';
import type { OrderedStep } from './inSomeOrder';

/**
 * Updates in a request of its own what nobody is to hear of: a request mails the attendees of every meeting in
 * it, whatever is written.
 * @param update sends steps of one kind; it is not called without any
 * @returns the results in the order of the steps
 */
export async function updateMailingApart<Step, Sending extends string>(
	steps: readonly Step[],
	sending: Sending | 'none',
	isQuiet: (step: Step) => boolean,
	update: (some: readonly Step[], sending: Sending | 'none') => Promise<StepResult[]>,
): Promise<StepResult[]> {
	const send = async (some: readonly Step[], how: Sending | 'none') =>
		some.length === 0 ? [] : await update(some, how);
	if (sending === 'none') return await send(steps, sending);
	const quiet = await send(steps.filter(isQuiet), 'none');
	const told = await send(
		steps.filter((step) => !isQuiet(step)),
		sending,
	);
	return steps.map((step) => (isQuiet(step) ? quiet : told).shift()!);
}

const ownMatters: ReadonlySet<FieldName> = new Set([
	'categories',
	'isReminderOn',
	'reminderMinutesBeforeStart',
]);

/** True where only what nobody else sees of a meeting is written, or nothing at all. */
export function isOwnMatter(event: WritableEvent): boolean {
	return fieldsOf(event).every((name) => ownMatters.has(name));
}

/** True where nothing that attendees see is written, or only what the next request mends. */
export function isUnseen({ event, dropsRecurrence, isAlone }: OrderedStep): boolean {
	return dropsRecurrence === true || isAlone === true || isOwnMatter(event);
}
