/**
 * What an item of Exchange remembers about the source's last write, as JSON in a named property.
 * It tells which side changed what since, without any store beside the calendar.
 */
export interface LinkState {
	version: 1;
	/** By field of the source: fingerprints of what the source gave and of what Exchange then had. */
	fields: Record<string, FieldState>;
	/** Fields of single occurrences that the source gives, although not for their series. */
	occurrenceFields?: string[];
	/** A series whose cancelled and moved occurrences are not all written yet. */
	pending?: true;
}

/** [of what the source gave, of what Exchange had after the write in its forgiving form] */
export type FieldState = [source: string, exchange: string];

export function writeLinkState(state: LinkState): string {
	return JSON.stringify(state);
}

/** Undefined for anything that is no state of ours; the item is then treated as written by nobody. */
export function readLinkState(text: string | undefined): LinkState | undefined {
	if (text === undefined) return undefined;
	try {
		const found = JSON.parse(text) as Partial<LinkState> | null;
		if (found?.version !== 1 || typeof found.fields !== 'object' || found.fields === null) {
			return undefined;
		}
		const fields: LinkState['fields'] = {};
		for (const [name, value] of Object.entries(found.fields)) {
			if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
				fields[name] = [value[0], value[1]];
			}
		}
		const { occurrenceFields, pending } = found;
		return {
			version: 1,
			fields,
			...(Array.isArray(occurrenceFields) && { occurrenceFields }),
			...(pending === true && { pending: true }),
		};
	} catch {
		return undefined;
	}
}
