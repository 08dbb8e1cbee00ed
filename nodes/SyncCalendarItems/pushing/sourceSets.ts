import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { InvalidInput } from '../../../exchange/errors';
import { addressFault, addressKey } from '../../../exchange/mailboxes/address';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { ItemParameters } from '../../shared/itemParameters';
import type { ItemResults } from '../../shared/itemResults';
import type { SyncRun } from '../operation';
import { endsOnLastDay, readEvent } from '../parameters/event';
import { readAction } from '../parameters/pushing';

/** The input items that belong together: one calendar, one source, pushed in one run. */
export interface SourceSet<Settings> {
	mailbox: string;
	calendar?: { id: string };
	source: string;
	settings: Settings;
	/** All input items of the set. */
	items: number[];
	/** The events for the library. */
	inputs: PushInput[];
	/** The item of each input; undefined for an input that only says that others are missing. */
	itemOf: Array<number | undefined>;
	/** Items that could not be read, by the number of the input that stands for them. */
	unreadable: Map<number, unknown>;
	/** Items of which the end of an all-day event is its last day; of the others it is the day after. */
	endingOnLastDay: Set<number>;
	/** Items with neither an event nor a key: one alone stands for the empty set. */
	blank: number[];
	/** Of each item, the fields that its result brings along. */
	fields: Map<number, IDataObject>;
}

/** What an operation reads of each item besides its event, before anything is written. */
export interface SetReading<Settings> {
	/** Settings that all items of a set must share. */
	settingsOf(parameters: ItemParameters): Settings;
	/** True when an item without an event is allowed. */
	mayNameMailboxOnly(settings: Settings): boolean;
	/** Fields of the item that its result brings along; default: none. */
	fieldsOf?(parameters: ItemParameters): IDataObject;
}

/**
 * An event that nobody can write. It tells the library that the set is not complete, so that a snapshot
 * deletes nothing on account of it.
 */
const unreadableInput: PushInput = { externalId: '' };

/**
 * Reads all items and puts together what belongs together. An item whose mailbox, calendar or source can't
 * be read fails on its own, and makes every set incomplete: nobody knows which one it belongs to. Of a wrong
 * address that is known as far as it does not hold the set's own name.
 */
export function gatherSourceSets<Settings>(
	run: SyncRun,
	results: ItemResults,
	reading: SetReading<Settings>,
): Array<SourceSet<Settings>> {
	const { context, exchange, parametersOf } = run;
	const sets = new Map<string, SourceSet<Settings>>();
	const strays: Array<string | undefined> = [];
	for (const item of context.getInputData().keys()) {
		try {
			const parameters = parametersOf(item);
			const set = setOf(exchange.settings.emailDns, sets, parameters, reading);
			set.items.push(item);
			addInput(context, set, parameters, reading);
		} catch (error) {
			strays.push(wrongAddress(run, item));
			results.fail(item, error);
		}
	}
	for (const set of sets.values()) {
		// Beside events it is rather one whose key was not found: nothing may be deleted for the want of it.
		if (set.inputs.length === 0 || !isSnapshot(set.settings)) continue;
		for (const item of set.blank) addUnreadable(set, item, missingId());
	}
	for (const set of sets.values()) {
		if (strays.some((stray) => mayBeOf(set, stray))) makeIncomplete(set);
	}
	return [...sets.values()];
}

/**
 * What an item has in place of an address; undefined where it does not say of whom it is, as an account name
 * without a domain, or where something else is wrong.
 */
function wrongAddress({ exchange, parametersOf }: SyncRun, item: number): string | undefined {
	try {
		const text = parametersOf(item).text('mailbox') ?? '';
		const isWrong = addressFault(text, exchange.settings.emailDns) !== undefined;
		return text.includes('@') && isWrong ? text : undefined;
	} catch {
		return undefined;
	}
}

/** Somebody who mistypes an address still names the person, such as `<alice@enyoi.com>`. */
function mayBeOf({ mailbox }: { mailbox: string }, stray: string | undefined): boolean {
	if (stray === undefined) return true;
	const name = addressKey(mailbox.slice(0, mailbox.lastIndexOf('@')));
	return addressKey(stray.replace(/[\p{Cc}\p{Cf}\s]/gu, '')).includes(name);
}

function setOf<Settings>(
	emailDns: string,
	sets: Map<string, SourceSet<Settings>>,
	parameters: ItemParameters,
	{ settingsOf }: SetReading<Settings>,
): SourceSet<Settings> {
	const mailbox = parameters.mailbox(emailDns);
	const calendar = parameters.calendar();
	const source = parameters.requiredText('source');
	const key = JSON.stringify([addressKey(mailbox), calendar?.id, source]);
	const known = sets.get(key);
	if (known) return known;
	const settings = settingsOf(parameters);
	const set: SourceSet<Settings> = {
		mailbox,
		calendar,
		source,
		settings,
		items: [],
		inputs: [],
		itemOf: [],
		unreadable: new Map(),
		endingOnLastDay: new Set(),
		blank: [],
		fields: new Map(),
	};
	sets.set(key, set);
	return set;
}

function addInput<Settings>(
	context: IExecuteFunctions,
	set: SourceSet<Settings>,
	parameters: ItemParameters,
	{ settingsOf, mayNameMailboxOnly, fieldsOf }: SetReading<Settings>,
): void {
	const { item } = parameters;
	try {
		if (fieldsOf) set.fields.set(item, fieldsOf(parameters));
		refuseOtherSettings(set, settingsOf(parameters), parameters);
		const action = readAction(parameters) === 'delete' ? 'delete' : 'upsert';
		const input = readEvent(parameters, action);
		if (endsOnLastDay(parameters)) set.endingOnLastDay.add(item);
		if (isEmptySet(context, item)) {
			if (input === undefined) return;
			throw new InvalidInput('emptySet', 'The item stands for the empty set, but has an event', {
				remedy: 'Leave emptySet out, or the event.',
			});
		}
		if (input === undefined && mayNameMailboxOnly(set.settings)) {
			set.blank.push(item);
			return;
		}
		if (!input?.externalId) throw missingId();
		set.inputs.push(input);
		set.itemOf.push(item);
	} catch (error) {
		addUnreadable(set, item, error);
	}
}

function missingId(): InvalidInput {
	return new InvalidInput('externalId', 'The external ID is missing', {
		remedy:
			'Give the key of the event in the other system. For a set without events give one item with emptySet: true.',
	});
}

/** Says expressly that the source has no events. */
function isEmptySet(context: IExecuteFunctions, item: number): boolean {
	return context.getInputData()[item].json.emptySet === true;
}

/** True when the items are the complete set. */
export function isSnapshot(settings: unknown): boolean {
	return (settings as { action?: string }).action === 'snapshot';
}

/** Something of the set may be missing: nothing is deleted for the want of it. */
export function makeIncomplete(set: SourceSet<unknown>): void {
	addUnreadable(set, undefined, undefined);
}

function addUnreadable<Settings>(
	set: SourceSet<Settings>,
	item: number | undefined,
	error: unknown,
): void {
	if (item !== undefined) set.unreadable.set(set.inputs.length, error);
	set.inputs.push(unreadableInput);
	set.itemOf.push(item);
}

function refuseOtherSettings<Settings>(
	{ settings, items: [first], mailbox }: SourceSet<Settings>,
	own: Settings,
	parameters: ItemParameters,
): void {
	const names = Object.keys({ ...settings, ...own } as object) as Array<keyof Settings & string>;
	const other = names.find((name) => JSON.stringify(settings[name]) !== JSON.stringify(own[name]));
	if (other === undefined) return;
	const label = parameters.label(other);
	throw new InvalidInput(
		label,
		`The items ${first} and ${parameters.item} push to the same calendar of ${mailbox}, but differ in ${label}`,
		{ remedy: 'Give all items of one mailbox and source the same settings, or push them apart.' },
	);
}
