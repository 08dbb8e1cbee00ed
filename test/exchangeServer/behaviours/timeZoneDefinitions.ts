import type { TimeZoneDefinition } from '../timeZonesDefinition';
import { behaviour, type Chosen } from './behaviour';

export const timeZoneDefinitions = behaviour({
	name: 'timeZoneDefinitions',
	changes: 'StartTimeZone and EndTimeZone in an answer to GetItem.',
	values: {
		ownId: 'rules of its own under the id `tzone://Microsoft/Custom`',
		oldRules: 'the known id with rules of long ago',
		idOnly: 'the id and the name alone',
		full: 'the known id with all rules',
	},
	standard: 'full',
	milderBecause:
		'A zone of its own comes with items of other clients; of what EWS wrote, servers name the zone that was given.',
	source:
		'https://learn.microsoft.com/exchange/client-developer/exchange-web-services/time-zones-and-ews-in-exchange',
	certainty: 'experience',
	coping:
		"Rules that came with an item count before those of Node.js, and the server's own list of occurrences before either.",
});

export const CUSTOM_ZONE_ID = 'tzone://Microsoft/Custom';

/** The definition that an answer gives of a zone. */
export function shownDefinition(
	definition: TimeZoneDefinition,
	value: Chosen<typeof timeZoneDefinitions>,
): TimeZoneDefinition {
	if (value === 'ownId') {
		return { ...definition, id: CUSTOM_ZONE_ID, name: 'Customized Time Zone' };
	}
	return value === 'oldRules' ? withOldRules(definition) : definition;
}

/** Summer time ends a month earlier, as it did in Europe before 1996. */
function withOldRules(definition: TimeZoneDefinition): TimeZoneDefinition {
	const groups = definition.groups.map((group) => ({
		...group,
		transitions: group.transitions.map((rule) =>
			rule.month !== undefined && rule.month > 6 ? { ...rule, month: rule.month - 1 } : rule,
		),
	}));
	return { ...definition, groups };
}
