import * as creating from '../../../../exchange/calendars/folders/createCalendar';
import * as deleting from '../../../../exchange/calendars/folders/deleteCalendar';
import * as permissions from '../../../../exchange/calendars/folders/getCalendarPermissions';
import * as listing from '../../../../exchange/calendars/folders/getCalendars';
import type { CalendarPermission } from '../../../../exchange/calendars/folders/permission';
import { calendarPermissionLevels } from '../../../../exchange/calendars/folders/permissionLevels';
import * as renaming from '../../../../exchange/calendars/folders/renameCalendar';
import * as setting from '../../../../exchange/calendars/folders/setCalendarPermission';
import * as connection from '../../../../exchange/connection';
import { InvalidInput } from '../../../../exchange/errors';
import { parameters as ofSetPermission } from '../../../../nodes/ExchangeCalendar/calendar/setPermission';
import { MemoryLibrary } from '../library';
import { alice, locator, runCalendar } from './runCalendar';

jest.mock('../../../../exchange/connection', () => ({ connect: jest.fn() }));
jest.mock('../../../../exchange/calendars/folders/getCalendars', () => ({
	getCalendars: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/folders/createCalendar', () => ({
	createCalendar: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/folders/renameCalendar', () => ({
	renameCalendar: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/folders/deleteCalendar', () => ({
	deleteCalendar: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/folders/getCalendarPermissions', () => ({
	getCalendarPermissions: jest.fn(),
}));
jest.mock('../../../../exchange/calendars/folders/setCalendarPermission', () => ({
	setCalendarPermission: jest.fn(),
}));

const getCalendars = jest.mocked(listing.getCalendars);
const createCalendar = jest.mocked(creating.createCalendar);
const renameCalendar = jest.mocked(renaming.renameCalendar);
const deleteCalendar = jest.mocked(deleting.deleteCalendar);
const getCalendarPermissions = jest.mocked(permissions.getCalendarPermissions);
const setCalendarPermission = jest.mocked(setting.setCalendarPermission);

const mailbox = locator(alice);
const calendar = locator('F1=');
const travel = { id: 'F1=', name: 'Travel', isDefault: false, access: 'write' as const };
const entries = [{ user: 'default', level: 'FreeBusyTimeOnly' }] as CalendarPermission[];

beforeEach(() => {
	jest.mocked(connection.connect).mockImplementation(new MemoryLibrary().connect);
	getCalendars.mockReset().mockResolvedValue([travel, { ...travel, id: 'F2=', name: 'Team' }]);
	createCalendar.mockReset().mockResolvedValue(travel);
	renameCalendar.mockReset().mockResolvedValue(travel);
	deleteCalendar.mockReset().mockResolvedValue({ id: 'F1=', name: 'Travel', itemCount: 2 });
	getCalendarPermissions.mockReset().mockResolvedValue(entries);
	setCalendarPermission.mockReset().mockResolvedValue(entries);
});

it('gives an item for each calendar, with its mailbox', async () => {
	const { json } = await runCalendar('calendar.getMany', { mailbox, limit: 1 });

	expect(json[0]).toEqual([{ ...travel, mailbox: alice }]);
});

it('creates, renames and deletes by name and id', async () => {
	const created = await runCalendar('calendar.create', { mailbox, name: ' Travel ' });
	expect(createCalendar.mock.calls[0][1]).toMatchObject({ mailbox: alice, name: 'Travel' });
	expect(created.json[0]).toEqual([{ action: 'created', ...travel, mailbox: alice }]);

	const renamed = await runCalendar('calendar.rename', { mailbox, calendar, name: 'Trips' });
	expect(renameCalendar.mock.calls[0][1]).toMatchObject({ calendar: { id: 'F1=' }, name: 'Trips' });
	expect(renamed.json[0][0]).toMatchObject({ action: 'renamed' });

	const deleted = await runCalendar('calendar.delete', { mailbox, calendar });
	expect(deleteCalendar.mock.calls[0][1]).toMatchObject({
		calendar: { id: 'F1=' },
		withContent: false,
	});
	expect(deleted.json[0]).toEqual([
		{ action: 'deleted', id: 'F1=', name: 'Travel', itemCount: 2, mailbox: alice },
	]);
});

it.each(['calendar.rename', 'calendar.delete'])('%s never means the default one', async (name) => {
	const { error } = await runCalendar(name, {
		mailbox,
		calendar: locator('default', 'list'),
		name: 'Trips',
	});

	expect(error?.message).toMatch(/default calendar can be neither renamed nor deleted/);
	expect(renameCalendar).not.toHaveBeenCalled();
	expect(deleteCalendar).not.toHaveBeenCalled();
});

it('tells and sets permissions', async () => {
	const told = await runCalendar('calendar.getPermissions', { mailbox });
	expect(getCalendarPermissions.mock.calls[0][1]).toMatchObject({ calendar: undefined });
	expect(told.json[0]).toEqual([{ ...entries[0], mailbox: alice }]);

	const user = 'bob@enyoi.example';
	const set = await runCalendar('calendar.setPermission', {
		mailbox,
		calendar,
		user,
		level: 'editor',
	});
	expect(setCalendarPermission.mock.calls[0][1]).toMatchObject({
		calendar: { id: 'F1=' },
		user,
		level: 'Editor',
	});
	expect(set.json[0]).toEqual([{ ...entries[0], mailbox: alice }]);
});

it('opens no calendar to others when the expression of Calendar gives nothing', async () => {
	const { error } = await runCalendar('calendar.setPermission', {
		mailbox,
		calendar: locator('={{ $json.calendarId }}'),
		user: 'default',
		level: 'Reviewer',
	});

	expect(error?.message).toBe('Calendar is missing for item 0');
	expect(setCalendarPermission).not.toHaveBeenCalled();
});

it('offers every level that the library knows', () => {
	const level = ofSetPermission.find(({ name }) => name === 'level')!;
	const values = (level.options as Array<{ value: string }>).map(({ value }) => value);

	expect(values.sort()).toEqual([...Object.keys(calendarPermissionLevels), 'Remove'].sort());
});

it('names the fields of errors as the panel does', async () => {
	renameCalendar.mockRejectedValue(new InvalidInput('name', 'name is "a/b", not a name'));
	const { error } = await runCalendar('calendar.rename', { mailbox, calendar, name: 'a/b' });

	expect(error?.message).toBe('New Name is "a/b", not a name');
});
