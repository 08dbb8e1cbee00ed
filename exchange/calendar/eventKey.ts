/**
 * Identity of an event across systems, runs and moves: the iCalendar UID, and for an occurrence of a
 * series the UID, an underscore and the start that the pattern gave it: `UID_2026-11-24T09:00:00Z`.
 * Moving an occurrence changes neither. An item without UID goes by its digest: `item:1f0c…`.
 * @param itemDigest used when there is no UID
 */
export function eventKey(
	uid: string | undefined,
	originalStart: string | undefined,
	itemDigest: string,
): string {
	const identity = uid === undefined || uid === '' ? `item:${itemDigest}` : uid;
	return originalStart === undefined ? identity : `${identity}_${originalStart}`;
}
