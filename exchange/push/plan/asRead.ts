import { fieldsOf, type FieldName } from './fields';
import { markOf, type LinkState } from './link';
import type { CalendarItemView, PlannedAction } from './plan';

/**
 * The memory of a write, now that what Exchange made of it is known: from here on that counts as the
 * source's own, whatever it does to texts, times or names. A new item is marked as the one that was written.
 * @returns undefined where everything is as expected
 */
export function memoryAsRead(
	{ event = {}, state }: PlannedAction,
	item: CalendarItemView,
): LinkState | undefined {
	if (!state) return undefined;
	const fields = { ...state.fields };
	for (const name of fieldsOf(event)) {
		if (fields[name]) fields[name] = [fields[name][0], item.fingerprint(name)];
	}
	const mark = markOf(item);
	const isUnmarked = mark !== undefined && state.item?.join() !== mark.join();
	const read = { ...state, fields, ...(isUnmarked && { item: mark }) };
	return isUnmarked || fieldsKeptDifferently(state, read).length > 0 ? read : undefined;
}

/** The fields of which the memories of a write say differently what Exchange had after it. */
export function fieldsKeptDifferently(expected: LinkState, read: LinkState): FieldName[] {
	return Object.keys(read.fields).filter(
		(name) => read.fields[name][1] !== expected.fields[name]?.[1],
	);
}
