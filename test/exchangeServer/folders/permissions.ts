import type { Folder, PermissionLevel, XmlNode } from '../contracts';
import { child, path, textOf } from '../xml/node';

/** Takes over a PermissionSet of a request; without one the folder keeps what it has. */
export function readPermissions(node: XmlNode | undefined, folder: Folder): void {
	const entries = (child(node, 'CalendarPermissions') ?? child(node, 'Permissions'))?.children;
	if (!entries) return;
	folder.permissions.clear();
	for (const entry of entries) {
		const user = child(entry, 'UserId');
		const distinguished = textOf(user, 'DistinguishedUser');
		const who = distinguished ?? textOf(user, 'PrimarySmtpAddress');
		const level = (path(entry, 'CalendarPermissionLevel') ?? path(entry, 'PermissionLevel'))?.text;
		if (who && level) folder.permissions.set(who.toLowerCase(), level.trim() as PermissionLevel);
	}
}
