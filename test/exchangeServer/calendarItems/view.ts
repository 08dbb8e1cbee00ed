import { shownDefinition } from '../behaviours/timeZoneDefinitions';
import type { Call } from '../context';
import type { EventFields, FolderRights, XmlElement } from '../contracts';
import { instantPrecision } from './dates';
import type { EventInstance } from '../model/series';
import type { TimeZone } from '../timeZones';
import { definitionOf, findTimeZone, utc } from '../timeZones';
import { definitionElement } from '../timeZonesXml';
import { definitionElementOf } from './zones';
import type { WantedBody } from './body';

/** How one answer shows items: zone, precision, rights, formats. */
export class View {
	readonly zone: TimeZone;
	private readonly date: (moment: Date) => string;

	constructor(
		readonly call: Call,
		/** Summary properties only, and no definitions of zones. */
		readonly purpose: 'get' | 'find' | 'sync',
		readonly bodyType: WantedBody = 'Best',
	) {
		this.zone = call.timeZone === undefined ? utc : call.company.store.zones.get(call.timeZone);
		this.date = instantPrecision(this.zone, call.milliseconds);
	}

	/** As the request wants its dates: in its TimeZoneContext, else in UTC. */
	readonly formatDate = (moment: Date): string => this.date(moment);

	/** What the caller may see of it: without the right, private items show their time only. */
	visible(instance: EventInstance): EventFields {
		const { fields, item } = instance;
		const isHidden = fields.sensitivity === 'Private' && this.call.hidesPrivate(item.folder);
		if (!isHidden && !this.hidesIdentity(instance)) return fields;
		return {
			...fields,
			subject: 'Private Appointment',
			body: { type: 'Text', text: '' },
			location: '',
			categories: [],
			attendees: [],
			extendedProperties: [],
			reminderIsSet: false,
		};
	}

	/** True when not even the UID and the extended properties are shown. */
	hidesIdentity({ fields, item }: EventInstance): boolean {
		return (
			this.purpose === 'get' &&
			this.call.behaviours.privateItems === 'maskedById' &&
			fields.sensitivity !== 'Normal' &&
			this.call.hidesPrivate(item.folder)
		);
	}

	rights(instance: EventInstance): FolderRights {
		return this.call.rights(instance.item.folder);
	}

	timeZoneElement(name: string, id: string): XmlElement {
		const { timeZoneDefinitions } = this.call.behaviours;
		const full = this.purpose === 'get' && timeZoneDefinitions !== 'idOnly';
		if (full && timeZoneDefinitions !== 'full' && findTimeZone(id)) {
			return definitionElement(shownDefinition(definitionOf(id), timeZoneDefinitions), name, true);
		}
		return definitionElementOf(this.call.company.store.zones, name, id, full);
	}
}
