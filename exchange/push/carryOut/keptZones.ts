import { startTimeZoneId } from '../../calendar/itemTimes';
import type { Exchange } from '../../connection';
import { fieldUris } from '../../ews/calendarItem';
import { readItemBatches } from '../../ews/readItemBatches';
import type { CallTarget } from '../../ews/request';
import { schemaFor } from '../../ews/versions';
import type { StepResult } from '../ports';
import type { OrderedStep } from './inSomeOrder';

/** An update, with what is left out of its times. */
export interface ZonedStep extends OrderedStep {
	/** The zone that the item has stays. */
	keepsZone?: true;
}

/**
 * Updates items on servers that let an account set no time zone of events in some calendars of others, too.
 * There the zone stays: times are moments, and mean the same in any. A series, and a day, mean something else
 * in another zone; they are written only where they have the wanted one already.
 * @param send sends steps of one kind
 * @see https://github.com/mguessan/davmail/issues/192
 */
export async function updateKeepingZones(
	exchange: Exchange,
	target: CallTarget,
	steps: readonly OrderedStep[],
	send: (steps: readonly ZonedStep[]) => Promise<StepResult[]>,
): Promise<StepResult[]> {
	const results = await send(steps);
	const refused = [...steps.entries()].filter(([index]) => isForZone(results[index]));
	const zones = await zonesOf(
		exchange,
		target,
		refused.map(([, step]) => step).filter(isBoundToZone),
	);
	const again = refused.filter(
		([, step]) => !isBoundToZone(step) || zones.get(step.item.id) === step.event.times?.timeZone,
	);
	if (again.length === 0) return results;
	const sent = await send(again.map(([, step]) => ({ ...step, keepsZone: true as const })));
	for (const [at, [index]] of again.entries()) results[index] = sent[at];
	return results;
}

function isBoundToZone({ event: { times } }: OrderedStep): boolean {
	return times?.isAllDay === true || times?.recurrence !== undefined;
}

function isForZone(result: StepResult): boolean {
	if (result.ok) return false;
	const { responseCode, messageXml } = result.error.details as {
		responseCode?: string;
		messageXml?: Record<string, string>;
	};
	return (
		responseCode === 'ErrorInvalidPropertySet' &&
		/^calendar:(Start|End|Meeting)TimeZone$/.test(messageXml?.FieldURI ?? '')
	);
}

/** The names of the items' zones. */
async function zonesOf(
	exchange: Exchange,
	target: CallTarget,
	steps: readonly OrderedStep[],
): Promise<Map<string, string | undefined>> {
	if (steps.length === 0) return new Map();
	const schema = schemaFor(exchange.settings.version);
	const properties = fieldUris(['startTimeZone', 'startTimeZoneId'], schema);
	const ids = steps.map(({ item }) => ({ id: item.id }));
	const found = await readItemBatches(exchange, ids, { base: 'IdOnly', properties }, target);
	return new Map(
		found.map((result, index) => [
			ids[index].id,
			result.ok ? startTimeZoneId(result.item) : undefined,
		]),
	);
}
