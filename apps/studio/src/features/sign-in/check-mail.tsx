import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";

interface Props {
  readonly email: string;
  readonly onBack: () => void;
  readonly children: ReactNode;
}

/** What comes next is in a mail. It says the same whether or not the address is known. */
export function CheckMail({ email, onBack, children }: Props) {
  return (
    <Page title="Check your mail" key="check-mail">
      <div className="stack">
        <p>
          We have sent a mail to{" "}
          <strong>
            <bdi>{email}</bdi>
          </strong>
          .
        </p>
        {children}
        <p className="soft">Nothing there after a few minutes? Look among the unwanted mail, or try again.</p>
        <Button tone="quiet" onClick={onBack}>
          Use another address or try again
        </Button>
      </div>
    </Page>
  );
}
