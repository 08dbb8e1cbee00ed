import { isDeepStrictEqual } from 'node:util';
import type { TimeZoneRecord } from '../../../ews/itemParts';
import { getServerTimeZones } from '../../../ews/operations/getServerTimeZones';
import { call } from '../../../ews/request';
import { outcomeOf } from '../../../outcome';
import { seen, unseen, type Observation } from '../observation';

export const timeZoneDefinitions: Observation = {
	name: 'timeZoneDefinitions',
	async look({ exchange, sample, target: { signal, isEnough } }) {
		const { items } = await sample();
		const zones = items.flatMap(({ startTimeZone }) => startTimeZone ?? []);
		if (zones.some(({ id }) => id.startsWith('tzone://'))) return seen('ownId');
		const zone = zones.find(({ id }) => id !== '' && id !== 'UTC');
		if (!zone) return unseen('fewItems');
		if (!zone.definition) return seen('idOnly');
		const request = { ids: [zone.id], full: true };
		const target = { signal, isEnough, impersonate: false };
		const answer = await outcomeOf(call(exchange, getServerTimeZones, request, target));
		const known = answer.ok ? answer.value.find(({ id }) => id === zone.id) : undefined;
		if (!known?.definition) return unseen('noRules');
		return seen(isDeepStrictEqual(rulesOf(zone), rulesOf(known)) ? 'full' : 'oldRules');
	},
};

/** When the clocks change; names are in the language of the server. */
function rulesOf({ definition }: TimeZoneRecord): unknown {
	return {
		groups: definition?.groups.map(({ transitions }) =>
			transitions.map((transition) => ({ ...transition, toPeriod: undefined })),
		),
		biases: definition?.periods.map(({ bias }) => bias),
	};
}
