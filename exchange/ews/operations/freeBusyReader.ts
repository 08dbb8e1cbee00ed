import { boolean, fieldsOf, integer, list, record, text, words } from '../../xml/shapes';
import type {
	AvailabilityDetailsRecord,
	AvailabilityEventRecord,
	AvailabilityZoneRecord,
	FreeBusyViewRecord,
	WorkingHoursRecord,
	WorkingPeriodRecord,
	ZoneChangeRecord,
} from '../availabilityRecords';

const changeField = fieldsOf<ZoneChangeRecord>();

const change = record<ZoneChangeRecord>({
	't:Bias': changeField('bias', integer),
	't:Time': changeField('time', text),
	't:DayOrder': changeField('dayOrder', integer),
	't:Month': changeField('month', integer),
	't:DayOfWeek': changeField('dayOfWeek', text),
	't:Year': changeField('year', text),
});

const zoneField = fieldsOf<AvailabilityZoneRecord>();

const zone = record<AvailabilityZoneRecord>({
	't:Bias': zoneField('bias', integer),
	't:StandardTime': zoneField('standard', change),
	't:DaylightTime': zoneField('daylight', change),
});

const periodField = fieldsOf<WorkingPeriodRecord>();

const period = record<WorkingPeriodRecord>({
	't:DayOfWeek': periodField('days', words),
	't:StartTimeInMinutes': periodField('start', integer),
	't:EndTimeInMinutes': periodField('end', integer),
});

const hoursField = fieldsOf<WorkingHoursRecord>();

const workingHours = record<WorkingHoursRecord>(
	{
		't:TimeZone': hoursField('timeZone', zone),
		't:WorkingPeriodArray': hoursField('periods', list({ 't:WorkingPeriod': period })),
	},
	{ initial: () => ({ periods: [] }) },
);

const detailField = fieldsOf<AvailabilityDetailsRecord>();

const details = record<AvailabilityDetailsRecord>({
	't:Subject': detailField('subject', text),
	't:Location': detailField('location', text),
	't:IsMeeting': detailField('isMeeting', boolean),
	't:IsRecurring': detailField('isRecurring', boolean),
	't:IsException': detailField('isException', boolean),
	't:IsReminderSet': detailField('isReminderSet', boolean),
	't:IsPrivate': detailField('isPrivate', boolean),
});

const eventField = fieldsOf<AvailabilityEventRecord>();

const event = record<AvailabilityEventRecord>({
	't:StartTime': eventField('start', text),
	't:EndTime': eventField('end', text),
	't:BusyType': eventField('busyType', text),
	't:CalendarEventDetails': eventField('details', details),
});

const viewField = fieldsOf<FreeBusyViewRecord>();

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/freebusyview */
export const freeBusyView = record<FreeBusyViewRecord>(
	{
		't:FreeBusyViewType': viewField('type', words),
		't:MergedFreeBusy': viewField('merged', text),
		't:CalendarEventArray': viewField('events', list({ 't:CalendarEvent': event })),
		't:WorkingHours': viewField('workingHours', workingHours),
	},
	{ initial: () => ({ type: [], events: [] }) },
);
