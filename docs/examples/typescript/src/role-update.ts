import * as restate from "@restatedev/restate-sdk";

import { request, unreliableRequest } from "./systems.ts";

/** A change of what one person may do. */
export interface RoleUpdate {
  readonly person: string;
  readonly role: string;
  readonly permissions: readonly string[];
}

/**
 * A service: a handler that brings several systems up to date, one after the other. Each answer of
 * a system is kept by `ctx.run`, so whatever fails on the way, no finished step is done again.
 */
export const roleUpdate = restate.service({
  name: "roleUpdate",
  handlers: {
    apply: async (ctx: restate.Context, update: RoleUpdate): Promise<string> => {
      const { person, role, permissions } = update;

      await ctx.run(`role ${role}`, () => request("directory", `${person} is ${role}`));

      for (const permission of permissions) {
        await ctx.run(`permission ${permission}`, () =>
          unreliableRequest("permissions", `${person} may ${permission}`),
        );
      }

      await ctx.run("notify", () => request("mail", `${person} is told`));

      return `${person} is ${role} with ${permissions.length} permissions`;
    },
  },
});
