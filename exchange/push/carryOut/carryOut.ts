import { ExchangeError } from '../../errors';
import type { Turns } from '../../eventLoop';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { Exclusively } from '../oneAtATime';
import type { PushResult } from '../options';
import { idInLinks } from '../plan/link';
import type { PlannedAction } from '../plan/plan';
import type { CalendarAccess, ItemLink } from '../ports';
import { isOwnMatter } from './mailApart';
import { readBack, type OnCorrected } from './readBack';
import { removeCopies, type RemovedCopies } from './removeCopies';
import { failedResult, resultOf } from './results';
import { isLost, writeBatch, type Outcome, type Undecided } from './writeBatch';

interface CarryOutOptions {
	source: string;
	access: CalendarAccess;
	/** Looks at what is in the calendar now and decides again; called for stale items and lost answers. */
	decideAgain(actions: readonly PlannedAction[]): Promise<readonly PlannedAction[]>;
	/** Those who are invited are mailed of what is written. */
	mails?: boolean;
	/** Keeps others out from the decision what is new until that is created and looked up. */
	exclusively?: Exclusively;
	onCorrected?: OnCorrected;
	signal?: AbortSignal;
	/** Lets others work while what was written is compared. */
	turns?: Turns;
}

/** Times that the same is decided again, with nothing of it done, before it is given up. */
const maxFruitless = 3;
/** Times that anything is decided again. */
const maxRounds = 20;

/** Events in one write; half as many after each that a server leaves unanswered, since it may be too much. */
interface Pace {
	size: number;
}

/**
 * Writes what a plan says, in batches, and says of each action what became of it. A write is never simply
 * repeated: after a lost answer, and for what was changed meanwhile, the calendar is asked first. What was
 * created is looked up once more, since somebody else may have created it at the same time. What was
 * written is read once more: what Exchange made of it counts as the source's own.
 * @param decided the plan, or what makes it
 */
export async function* carryOut(
	decided: readonly PlannedAction[] | (() => Promise<readonly PlannedAction[]>),
	options: CarryOutOptions,
): AsyncGenerator<PushResult, void> {
	const { exclusively = async (work) => await work() } = options;
	/** Actions that were tried: finding one done counts as this run's work. */
	const tried = new Map<string, PlannedAction>();
	/** External ids of updates that Exchange answered as conflicts: what mails may be written all the same. */
	const doubted = new Set<string>();
	const pace: Pace = { size: options.access.batchSize };
	let undecided: Undecided[] = [];
	let fruitless = 0;
	for (let round = 0; ; round++) {
		const decide = async () => {
			if (round > 0) return await options.decideAgain(undecided.map(({ action }) => action));
			return typeof decided === 'function' ? await decided() : decided;
		};
		const begun = await exclusively(async () => {
			// A plan that was made before looked at an unknown time.
			const looked = round > 0 || typeof decided === 'function' ? performance.now() : undefined;
			const actions = await decide();
			return { actions, created: await create(actions, tried, pace, { ...options, looked }) };
		});
		const before = round === 0 ? Infinity : undecided.length;
		undecided = [];
		for (const outcome of begun.created.outcomes) {
			if ('error' in outcome) undecided.push(outcome);
			else yield outcome.result;
		}
		if ('failure' in begun.created) throw begun.created.failure;
		const removed = await removeCopies(begun.actions, options);
		for (const action of begun.actions) {
			if (writes(action)) continue;
			const { externalId } = action;
			const sent = tried.get(externalId);
			const result = resultOf(action, sent, removed.get(externalId));
			const isDone = action.action === 'unchanged' && doubted.has(externalId);
			yield isDone && options.mails && mayMail(sent)
				? { ...result, message: perhapsUntold }
				: result;
		}
		for (const batch of batches(begun.actions, pace)) {
			const outcomes = await readBack(await writeNext(batch, tried, pace, options), options);
			for (const outcome of outcomes) {
				if ('error' in outcome) undecided.push(outcome);
				else yield withRemoved(outcome.result, removed);
			}
		}
		if (undecided.length === 0) return;
		for (const { action, error } of undecided) {
			if (error.details.responseCode === 'ErrorIrresolvableConflict')
				doubted.add(action.externalId);
		}
		fruitless = undecided.length < before ? 0 : fruitless + 1;
		if (fruitless === maxFruitless || round === maxRounds) {
			for (const { action, error } of undecided) yield failedResult(action, error);
			return;
		}
	}
}

/**
 * Some servers write an update that is to mail somebody, and answer that it was in conflict with another.
 * @see https://github.com/ecederstrand/exchangelib/issues/623
 */
const perhapsUntold =
	'Exchange wrote it and answered that somebody else had changed it meanwhile: those who are invited may not have been mailed';

function mayMail({ event = {}, isAlone }: Partial<PlannedAction> = {}): boolean {
	return !isAlone && !isOwnMatter(event);
}

function withRemoved(result: PushResult, removed: RemovedCopies): PushResult {
	const removedCopies = removed.get(result.externalId);
	return removedCopies ? { ...result, removedCopies } : result;
}

function writes({ action, state }: PlannedAction): boolean {
	return /^(create|update|adopt|delete)$/.test(action) || (action === 'unchanged' && !!state);
}

/** Batches of one kind each, of what is there already: deletions last. */
function* batches(actions: readonly PlannedAction[], pace: Pace): Generator<PlannedAction[]> {
	const due = actions.filter((action) => writes(action) && action.action !== 'create');
	const isDeletion = ({ action }: PlannedAction) => action === 'delete';
	yield* paced(
		due.filter((action) => !isDeletion(action)),
		pace,
	);
	yield* paced(due.filter(isDeletion), pace);
}

function* paced(
	actions: readonly PlannedAction[],
	pace: Readonly<Pace>,
): Generator<PlannedAction[]> {
	for (let at = 0; at < actions.length; ) {
		const batch = actions.slice(at, at + pace.size);
		at += batch.length;
		yield batch;
	}
}

async function writeNext(
	batch: readonly PlannedAction[],
	tried: Map<string, PlannedAction>,
	pace: Pace,
	options: CarryOutOptions,
): Promise<Outcome[]> {
	throwIfCancelled(options.signal);
	for (const action of batch) {
		tried.set(action.externalId, begunBy(action, tried.get(action.externalId)));
	}
	const outcomes = (await writeBatch(batch, options)).map((outcome) => toldOf(outcome, tried));
	const isUnanswered = outcomes.some((outcome) => 'error' in outcome && isLost(outcome.error));
	if (isUnanswered) pace.size = Math.ceil(batch.length / 2);
	return outcomes;
}

/** The creation of a series that this run began, where the action finishes it; else the action. */
function begunBy(action: PlannedAction, before: PlannedAction | undefined): PlannedAction {
	return action.reason === 'unfinished' && before?.action === 'create' ? before : action;
}

function toldOf(outcome: Outcome, tried: ReadonlyMap<string, PlannedAction>): Outcome {
	const begun = tried.get(outcome.action.externalId);
	if (!('result' in outcome) || outcome.result.action !== 'updated') return outcome;
	if (begun?.action !== 'create') return outcome;
	return { ...outcome, result: { ...outcome.result, action: 'created', reason: begun.reason } };
}

interface CreateOptions extends CarryOutOptions {
	/** When the run began to look what was there, where that is known. */
	looked: number | undefined;
}

/** Creates what is new. A failure that ends the run is handed over with what was done before it. */
async function create(
	actions: readonly PlannedAction[],
	tried: Map<string, PlannedAction>,
	pace: Pace,
	options: CreateOptions,
): Promise<{ outcomes: Outcome[]; failure?: unknown }> {
	const due = actions.filter(({ action }) => action === 'create');
	let outcomes: Outcome[] = [];
	try {
		for (const batch of paced(due, pace)) {
			outcomes.push(...(await writeNext(batch, tried, pace, options)));
		}
		outcomes = await withoutDoubled(outcomes, options);
		outcomes = await readBack(outcomes, options);
		return { outcomes };
	} catch (failure) {
		return { outcomes, failure };
	}
}

/** Has those decided again of which there is more than one by now. */
async function withoutDoubled(
	outcomes: Outcome[],
	{ access, source, looked }: CreateOptions,
): Promise<Outcome[]> {
	const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []));
	const created = results.filter(({ action }) => action === 'created');
	if (created.length === 0) return outcomes;
	const externalIds = created.map(({ externalId }) => externalId);
	const ids = created.flatMap(({ id }) => id ?? []);
	const known =
		looked === undefined ? {} : { created: { ids, lookedAgoMs: performance.now() - looked } };
	const look = access.linkedTo(externalIds, known);
	const found = await outcomeOf(look, ({ code }) => code === 'cancelled');
	// The next run looks as well, before it writes.
	if (!found.ok) return outcomes;
	const times = countedBy(found.value);
	const doubled = found.value.filter(({ externalId }) => (times.get(externalId) ?? 0) > 1);
	const own = countedBy(await withoutStrangers(doubled, access));
	const error = new ExchangeError('conflict', 'Another run created the event at the same time');
	return outcomes.map((outcome): Outcome => {
		const { action } = outcome;
		const isDoubled = (own.get(idInLinks(source, action.externalId)) ?? 0) > 1;
		return isDoubled ? { action, error } : outcome;
	});
}

function countedBy(links: readonly ItemLink[]): Map<string | undefined, number> {
	const times = new Map<string | undefined, number>();
	for (const { externalId } of links) times.set(externalId, (times.get(externalId) ?? 0) + 1);
	return times;
}

/** A list shows the key alone: that of a meeting of somebody else came with its invitation. */
async function withoutStrangers(
	links: readonly ItemLink[],
	access: CalendarAccess,
): Promise<readonly ItemLink[]> {
	if (links.length === 0) return links;
	const ids = links.map(({ id }) => id);
	const read = await outcomeOf(
		access.read(ids, () => {}),
		({ code }) => code === 'cancelled',
	);
	const items = read.ok ? read.value : undefined;
	// What can't be read counts.
	return links.filter(({ id }) => !items?.has(id) || items.get(id)?.externalId !== undefined);
}
