import type { RunKind } from './runs';

/** A deliberate fault of the product, which the histories have to find. */
export interface Break extends Edit {
	/** The promise that it breaks first. */
	promise: string;
	what: string;
	/** Runs that come by the line: histories without one of them need not be played. All: any run does. */
	runs?: readonly RunKind[];
	/** Where another line guards the same. */
	also?: Edit;
}

export interface Edit {
	file: string;
	/** Stands in the file once. */
	line: string;
	broken: string;
}

const noChangeIsLost = 'no change is lost';
const oneAppointment = 'one appointment';
const nobodyIsMailed = 'nobody is mailed';
const privateStaysPrivate = 'private stays private';
const quiet = 'quiet';
const noDeadEnd = 'no dead end';
const bounded = 'bounded';
const nothingByAccident = 'nothing is deleted by accident';

const readers = ['onOutput', 'onConfirm'] as const;
const pushes = ['upsert', 'snapshot', 'twoWay', 'crm'] as const;

export const breaks: readonly Break[] = [
	{
		promise: noChangeIsLost,
		what: 'changes are thrown away when the answer to the write of their position is lost',
		runs: readers,
		file: 'nodes/SyncCalendarItems/syncMailboxes.ts',
		line: 'await keepPosition(one).catch((error: unknown) => {\n\t\t\tconst { item, sync } = one;\n\t\t\tone.unkept = { item, mailbox: sync.options.mailbox, error };\n\t\t});',
		broken:
			'await keepPosition(one).catch((error: unknown) => {\n\t\t\tone.changes = [];\n\t\t\tthrow error;\n\t\t});',
		also: {
			file: 'exchange/changes/position/configurations.ts',
			line: 'if (failure !== undefined && isRefusal(failure)) throw failure;',
			broken: 'if (failure !== undefined) throw failure;',
		},
	},
	{
		promise: noChangeIsLost,
		what: 'an unconfirmed position forgets what the ones before it told',
		runs: ['onConfirm'],
		file: 'exchange/changes/unconfirmed.ts',
		line: "return event && { ...event, uncertain: event.uncertain ?? 'outdated' };",
		broken: 'return event;',
	},
	{
		promise: noChangeIsLost,
		what: 'a creation is not remembered as told while nobody has confirmed it',
		runs: ['onConfirm'],
		file: 'exchange/changes/unconfirmed.ts',
		line: 'if (same === undefined || (same.isUnconfirmed && met.has(same))) {',
		broken: 'if (same === undefined) return;\n\t\tif (same.isUnconfirmed && met.has(same)) {',
	},
	{
		promise: noChangeIsLost,
		what: 'a run that lost the race for a position believes that it won',
		runs: readers,
		file: 'exchange/changes/position/generations.ts',
		line: 'if (!(await items.create(headName(number), bytes))) return undefined;',
		broken:
			'if (!(await items.create(headName(number), bytes))) await items.replace(headName(number), bytes);',
	},
	{
		promise: noChangeIsLost,
		what: 'deletions that the server lists are passed over',
		runs: readers,
		file: 'exchange/changes/run.ts',
		line: 'if (known.ids.length > 1) run.known.removeId(known, digest);',
		broken: 'if (known.ids.length > 0) run.known.removeId(known, digest);',
	},
	{
		promise: noChangeIsLost,
		what: 'what comes into the window is not looked for',
		runs: readers,
		file: 'exchange/changes/entering.ts',
		line: 'if (nextStart >= run.window.end || isRead) continue;',
		broken: 'if (nextStart !== -1 || isRead) continue;',
	},
	{
		promise: noChangeIsLost,
		what: 'the answer to another request is taken for data',
		file: 'exchange/ews/request.ts',
		line: 'if (echoes.isOfAnother(clientRequestId, returnedRequestId(response.headers))) {',
		broken: 'if (isSpoiled) {',
		also: {
			file: 'exchange/ews/operations/getItem.ts',
			line: "if (item && 'id' in target && item.itemId.id !== target.id) {",
			broken: "if (item && 'id' in target && item.itemId.id === '') {",
		},
	},
	{
		promise: noChangeIsLost,
		what: 'an item that could not be read is not tried again',
		runs: readers,
		file: 'exchange/changes/run.ts',
		line: 'noteUnreadable(run, id, reason);',
		broken: 'void noteUnreadable;',
	},
	{
		promise: oneAppointment,
		what: 'copies are told and never removed',
		runs: pushes,
		file: 'exchange/push/plan/copies.ts',
		line: 'return { kept, removable, changed: others.filter((item) => !removable.includes(item)) };',
		broken: 'return { kept, removable: [], changed: others };',
	},
	{
		promise: oneAppointment,
		what: 'of several copies the newest stays, and the others are left',
		runs: pushes,
		file: 'exchange/push/plan/planPush.ts',
		line: 'if (changed.length === 0) return { ...decide(kept), ...copies };',
		broken: 'if (changed.length === 0) return decide(items[0]);',
	},
	{
		promise: oneAppointment,
		what: 'a write is repeated after any failure, whether it was carried out or not',
		file: 'exchange/transport/createRetryPolicy.ts',
		line: 'if (!request.repeatable && mayBeCarriedOut(error)) return false;',
		broken: 'if (request.repeatable === undefined) return mayBeCarriedOut(error);',
	},
	{
		promise: oneAppointment,
		what: 'a write whose answer is lost counts as refused, and its parts are sent again',
		runs: pushes,
		file: 'exchange/push/carryOut/writeBatch.ts',
		line: 'if (isLost(error)) {',
		broken: 'if (isLost(error) && batch.length === 0) {',
	},
	{
		promise: oneAppointment,
		what: 'an item of another source counts as nobody’s',
		runs: ['crm'],
		file: 'exchange/push/plan/link.ts',
		line: 'if (!key.startsWith(prefix)) return { managedBy: sourceOfKey(key) };',
		broken: 'if (!key.startsWith(prefix)) return { externalId: key.slice(key.indexOf(":") + 1) };',
	},
	{
		promise: nobodyIsMailed,
		what: 'attendees are written and mailed by default',
		runs: pushes,
		file: 'exchange/push/carryOut/exchangeCalendar.ts',
		line: "const sending = sendInvitations === 'none' ? ('none' as const) : ('allAndSaveCopy' as const);",
		broken: "const sending = 'allAndSaveCopy' as const;",
		also: {
			file: 'exchange/push/input/readInput.ts',
			line: 'if (options.withAttendees && isGiven(input.attendees)) {',
			broken: 'if (isGiven(input.attendees)) {',
		},
	},
	{
		promise: privateStaysPrivate,
		what: 'confidential appointments are told whole',
		file: 'exchange/changes/privacy.ts',
		line: "return sensitivity === 'private' || sensitivity === 'confidential';",
		broken: "return sensitivity === 'private';",
	},
	{
		promise: privateStaysPrivate,
		what: 'conflicts and two-way sync show private appointments',
		runs: pushes,
		file: 'exchange/push/plan/shown.ts',
		line: "return privacy === 'busyOnly' || (privacy === 'maskPrivate' && isPrivate);",
		broken: "return privacy === 'busyOnly' && isPrivate;",
	},
	{
		promise: quiet,
		what: 'what Exchange made of a write is not read back',
		runs: pushes,
		file: 'exchange/push/carryOut/readBack.ts',
		line: 'const written = outcomes.flatMap(writtenBy);',
		broken: 'const written = outcomes.flatMap(writtenBy).slice(0, 0);',
	},
	{
		promise: quiet,
		what: 'the position stays where it was when only deletions came',
		runs: readers,
		file: 'exchange/changes/run.ts',
		line: 'syncState: progress.syncState ??',
		broken: 'syncState: remembered?.syncState ??',
	},
	{
		promise: noDeadEnd,
		what: 'a batch that fails is not halved',
		runs: pushes,
		file: 'exchange/push/carryOut/writeBatch.ts',
		line: 'if (batch.length === 1) {\n\t\t\tconst [action] = batch;\n\t\t\treturn [{ action, result: failedResult(action, error) }];\n\t\t}',
		broken:
			'if (batch.length > 0) return batch.map((action) => ({ action, result: failedResult(action, error) }));',
	},
	{
		promise: noDeadEnd,
		what: 'a write that lost its answer is given up at once',
		runs: pushes,
		file: 'exchange/push/carryOut/carryOut.ts',
		line: 'if (fruitless === maxFruitless || round === maxRounds) {',
		broken: 'if (round === 0) {',
	},
	{
		promise: bounded,
		what: 'the deadline of a call is passed over',
		file: 'exchange/transport/createRetryPolicy.ts',
		line: 'const isTooLong = until >= deadline;',
		broken: 'const isTooLong = until >= deadline + 1e9;',
		also: {
			file: 'exchange/transport/createRetryPolicy.ts',
			line: 'if (until >= deadline) throw reason!;',
			broken: 'if (until >= deadline + 1e9) throw reason!;',
		},
	},
	{
		promise: nothingByAccident,
		what: 'the limit of deletions is passed over',
		runs: ['snapshot'],
		file: 'exchange/push/plan/deletionGuard.ts',
		line: 'if (deletions.length <= allowed) return;',
		broken: 'if (deletions.length >= 0 || allowed) return;',
	},
	{
		promise: nothingByAccident,
		what: 'pushed appointments are deleted for good',
		runs: pushes,
		file: 'nodes/SyncCalendarItems/parameters/pushing.ts',
		line: "?? 'toDeletedItems'",
		broken: "?? 'hard'",
	},
];
