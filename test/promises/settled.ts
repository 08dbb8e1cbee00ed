import type { IDataObject } from 'n8n-workflow';
import type { Company } from '../exchangeServer';
import { isReader, personOf, personsOfCrm, type RunKind, type Sources } from './runs';
import type { Person } from './people';
import type { Source } from './source';

/** Each source has one appointment for each of its events, as it has it, and no other. */
export function* brokenAppointments(
	company: Company,
	{ hr, crm }: Sources,
	cast: readonly RunKind[],
): Generator<string> {
	for (const kind of ['upsert', 'snapshot', 'twoWay'] as const) {
		if (cast.includes(kind)) yield* differences(company, hr, personOf[kind]);
	}
	if (!cast.includes('crm')) return;
	for (const person of personsOfCrm) yield* differences(company, crm, person);
}

function* differences(company: Company, source: Source, person: Person): Generator<string> {
	const found = new Map<string, string[]>();
	for (const { subject } of company.user(person).calendar.items()) {
		const id = source.idIn(subject);
		if (id !== undefined) found.set(id, [...(found.get(id) ?? []), subject]);
	}
	for (const [id, event] of source.of(person)) {
		const subjects = found.get(id) ?? [];
		if (subjects.length !== 1 || subjects[0] !== source.subjectOf(id, event)) {
			yield `one appointment: ${source.subjectOf(id, event)} is ${JSON.stringify(subjects)}`;
		}
	}
	for (const [id, subjects] of found) {
		if (!source.of(person).has(id)) yield `one appointment: ${subjects.join()} was deleted`;
	}
}

/**
 * A reader holds what is there, and nothing else.
 * @param unremembered keys of what it may hold all the same
 */
export function* brokenReading(
	name: string,
	held: ReadonlyMap<string, string>,
	there: ReadonlyMap<string, string>,
	unremembered: ReadonlySet<string>,
): Generator<string> {
	for (const [key, text] of there) {
		if (held.get(key) !== text) {
			yield `no change is lost: ${name} has ${held.get(key)} for ${text}`;
		}
	}
	for (const [key, text] of held) {
		if (!there.has(key) && !unremembered.has(key))
			yield `no change is lost: ${name} still has ${text}`;
	}
}

/** What fails where nothing is in the way: the events that nobody can write, and they alone. */
export function* brokenFailures(
	kind: string,
	{ json, error }: { json: IDataObject[][]; error?: Error },
	nonsense: number,
): Generator<string> {
	if (error) yield `no dead end: ${kind} stopped (${error.message})`;
	const failed = json.flat().filter((one) => one.error !== undefined || one.action === 'failed');
	if (failed.length === nonsense) return;
	yield `no dead end: ${kind} failed for ${failed.length}, not ${nonsense}: ${JSON.stringify(failed).slice(0, 400)}`;
}

/** What a run tells or does when nobody did anything. */
export function* brokenQuiet(
	kind: RunKind,
	json: IDataObject[][],
	operations: readonly string[],
): Generator<string> {
	const told = (json[0] ?? []).filter((one) => one.error === undefined);
	const isPush = kind === 'upsert' || kind === 'snapshot' || kind === 'crm';
	const news = isPush ? told.filter(({ action }) => action !== 'unchanged') : told;
	if (news.length > 0) yield `quiet: ${kind} gave ${JSON.stringify(news).slice(0, 300)}`;
	if (isReader(kind) && operations.includes('GetItem')) yield `quiet: ${kind} read items again`;
	const writes = operations.filter((name) => /^(Create|Update|Delete|Move)Item$/.test(name));
	if (writes.length > 0) yield `quiet: ${kind} sent ${writes.join()}`;
}
