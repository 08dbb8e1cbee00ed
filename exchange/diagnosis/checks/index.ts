import { authentication } from './authentication';
import { autodiscover } from './autodiscover';
import { calendarRead } from './calendarRead';
import { calendarWrite } from './calendarWrite';
import { clock } from './clock';
import { dns } from './dns';
import { http } from './http';
import { impersonation } from './impersonation';
import { mailDomain } from './mailDomain';
import { serviceMailbox } from './serviceMailbox';
import { settings } from './settings';
import { tcp } from './tcp';
import { throttling } from './throttling';
import { timeZone } from './timeZone';
import { tls } from './tls';
import { version } from './version';

/**
 * All checks, in the order in which they run. A new one also needs a row in the table of docs/test-exchange-connection.md and a
 * test in which it finds something: docs/architecture.md has the steps.
 */
export const checks = [
	settings,
	autodiscover,
	dns,
	tcp,
	tls,
	http,
	authentication,
	version,
	mailDomain,
	serviceMailbox,
	impersonation,
	calendarRead,
	calendarWrite,
	timeZone,
	clock,
	throttling,
] as const;

export type CheckId = (typeof checks)[number]['id'];
