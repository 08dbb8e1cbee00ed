import { MalformedResponse } from '../errors';
import type { TimeZoneDefinitionRecord, TimeZoneRecord } from '../itemParts';
import { fieldsOf, integer, into, list, mapped, record, text } from '../../xml/shapes';

type Period = TimeZoneDefinitionRecord['periods'][number];
type Group = TimeZoneDefinitionRecord['groups'][number];
type GroupTransition = Group['transitions'][number];
type Transition = TimeZoneDefinitionRecord['transitions'][number];

/** A transition before it is known which of its kinds it is. */
interface TransitionDraft {
	element: string;
	to: { kind?: string; target?: string };
	dateTime?: string;
	timeOffset?: string;
	month?: number;
	day?: number;
	dayOfWeek?: string;
	occurrence?: number;
}

const draftField = fieldsOf<TransitionDraft>();

const transition = mapped(
	record<TransitionDraft>(
		{
			't:To': draftField(
				'to',
				record<TransitionDraft['to']>({}, { attributes: { Kind: 'kind' }, text: 'target' }),
			),
			't:DateTime': draftField('dateTime', text),
			't:TimeOffset': draftField('timeOffset', text),
			't:Month': draftField('month', integer),
			't:Day': draftField('day', integer),
			't:DayOfWeek': draftField('dayOfWeek', text),
			't:Occurrence': draftField('occurrence', integer),
		},
		{ initial: () => ({ element: '', to: {} }) },
	),
	(draft, element) => ({ ...draft, element }),
);

const transitionList = {
	't:Transition': transition,
	't:AbsoluteDateTransition': transition,
	't:RecurringDayTransition': transition,
	't:RecurringDateTransition': transition,
};

const group = record<{ id: string; drafts: TransitionDraft[] }>(
	Object.fromEntries(
		Object.entries(transitionList).map(([name, shape]) => [
			name,
			into(shape, ({ drafts }: { drafts: TransitionDraft[] }, draft) => void drafts.push(draft)),
		]),
	),
	{ initial: () => ({ id: '', drafts: [] }), attributes: { Id: 'id' } },
);

const period = record<Period>(
	{},
	{
		initial: () => ({ id: '', name: '', bias: '' }),
		attributes: { Id: 'id', Name: 'name', Bias: 'bias' },
	},
);

interface DefinitionDraft {
	id: string;
	name?: string;
	periods?: Period[];
	groups?: Array<{ id: string; drafts: TransitionDraft[] }>;
	transitions?: TransitionDraft[];
}

const field = fieldsOf<DefinitionDraft>();

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezonedefinition */
export const timeZoneDefinition = mapped(
	record<DefinitionDraft>(
		{
			't:Periods': field('periods', list({ 't:Period': period })),
			't:TransitionsGroups': field('groups', list({ 't:TransitionsGroup': group })),
			't:Transitions': field('transitions', list(transitionList)),
		},
		{ initial: () => ({ id: '' }), attributes: { Id: 'id', Name: 'name' } },
	),
	timeZone,
);

function timeZone({ periods, groups = [], transitions = [], ...zone }: DefinitionDraft) {
	const definition = periods && definitionOf(periods, groups, transitions);
	const found: TimeZoneRecord = zone;
	if (definition) found.definition = definition;
	return found;
}

/** Undefined when a transition is incomplete: then the zone goes by its id. */
function definitionOf(
	periods: Period[],
	groups: NonNullable<DefinitionDraft['groups']>,
	transitions: TransitionDraft[],
): TimeZoneDefinitionRecord | undefined {
	try {
		return {
			periods,
			groups: groups.map(({ id: groupId, drafts }) => ({
				id: groupId,
				transitions: drafts.map(groupTransition),
			})),
			transitions: transitions.map(outerTransition),
		};
	} catch {
		return undefined;
	}
}

function groupTransition(draft: TransitionDraft): GroupTransition {
	const { element, timeOffset, month, day, dayOfWeek, occurrence } = draft;
	const toPeriod = draft.to.target ?? '';
	if (element === 't:Transition') return { kind: 'fixed', toPeriod };
	if (timeOffset === undefined || month === undefined) throw incomplete();
	if (element === 't:RecurringDateTransition') {
		if (day === undefined) throw incomplete();
		return { kind: 'date', toPeriod, timeOffset, month, day };
	}
	if (dayOfWeek === undefined || occurrence === undefined) throw incomplete();
	return { kind: 'day', toPeriod, timeOffset, month, dayOfWeek, occurrence };
}

function outerTransition({ to, dateTime }: TransitionDraft): Transition {
	if (to.target === undefined || (to.kind !== 'Period' && to.kind !== 'Group')) throw incomplete();
	return { toKind: to.kind, to: to.target, ...(dateTime !== undefined && { dateTime }) };
}

function incomplete(): MalformedResponse {
	return new MalformedResponse('a time zone with an incomplete transition');
}
